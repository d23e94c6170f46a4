import { describe, expect, it } from "@jest/globals";
import type { Privacy } from "./privacy.ts";
import { changedPrivacy, isSamePrivacy, isShown, signals } from "./privacy.ts";

/** Every privacy there is. */
const all: readonly Privacy[] = signals.reduce<readonly Privacy[]>(
  (some, signal) => some.flatMap((each) => [each, { ...each, [signal]: false }]),
  [{}],
);
const hides = (privacy: Privacy, signal: string): boolean => Object.keys(privacy).includes(signal);

describe("a signal", () => {
  it.each(signals)("%s is shown unless the room hides it, who gives it, or who would see it", (signal) => {
    for (const room of all) {
      for (const giver of all) {
        for (const viewer of all) {
          const isHidden = hides(room, signal) || hides(giver, signal) || hides(viewer, signal);
          expect(isShown(signal, { room, giver, viewer })).toBe(!isHidden);
        }
      }
    }
  });

  it.each(signals)("%s has no room to ask where it is shown outside of all", (signal) => {
    expect(isShown(signal, { giver: {}, viewer: {} })).toBe(true);
    expect(isShown(signal, { giver: { [signal]: false }, viewer: {} })).toBe(false);
    expect(isShown(signal, { giver: {}, viewer: { [signal]: false } })).toBe(false);
  });
});

describe("privacy", () => {
  it("has what is turned off, and keeps what a change does not name", () => {
    for (const before of all) {
      for (const signal of signals) {
        const { [signal]: _, ...others } = before;
        expect(changedPrivacy(before, { [signal]: true })).toEqual(others);
        expect(changedPrivacy(before, { [signal]: false })).toEqual({ ...others, [signal]: false });
      }
      expect(changedPrivacy(before, {})).toEqual(before);
    }
  });

  it("is the same where the same is turned off", () => {
    for (const [i, one] of all.entries()) {
      for (const [j, other] of all.entries()) expect(isSamePrivacy(one, { ...other })).toBe(i === j);
    }
  });
});
