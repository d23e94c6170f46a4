export const membersEach = 50;

/** Of everybody. */
export const roomsEach = 20;

export interface Town {
  readonly people: readonly string[];
  readonly rooms: readonly { readonly id: string; readonly members: readonly string[] }[];
}

/** Neither has a factor in common with a number of people that is 10^n or twice that: each layer shuffles them anew. */
const strides = Array.from({ length: 200 }, (_, index) => index).filter((each) => each % 2 === 1 && each % 5 !== 0);

/** Everybody is in one room of each layer. */
export const townOf = (size: number): Town => {
  const people = Array.from({ length: size }, (_, index) => `user-${index}`);
  const perLayer = size / membersEach;
  const rooms = Array.from({ length: roomsEach * perLayer }, (_, room) => {
    const [layer, place] = [Math.floor(room / perLayer), room % perLayer];
    const members = Array.from({ length: membersEach }, (_each, index) => {
      const position = (place * membersEach + index) * (strides[layer] ?? 1);
      return people[position % size] ?? "";
    });
    return { id: `room-${room}`, members };
  });
  return { people, rooms };
};
