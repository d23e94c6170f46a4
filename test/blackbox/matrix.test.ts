import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { AccessRule } from "../../handlers/wire/access.ts";
import { access } from "../../handlers/wire/access.ts";
import { answerOf, nameOf } from "../../handlers/wire/access-answers.ts";
import type { Standing } from "../../handlers/wire/standings.ts";
import { standings, standingsIn } from "../../handlers/wire/standings.ts";
import { Chat, inLanes } from "../support/chat.ts";
import type { Places } from "../support/matrix/attempt.ts";
import { attempt } from "../support/matrix/attempt.ts";
import { lists, rows } from "../support/matrix/cells.ts";
import { requestOf } from "../support/matrix/requests.ts";
import type { Place } from "../support/matrix/world.ts";
import { portraitOf, World } from "../support/matrix/world.ts";

const kinds = ["group", "channel", "direct"] as const;
const chat = new Chat();
const size = rows.reduce((sum, [, cells]) => sum + cells.length, 0);
let world: World;
let places: Places;
let before: readonly string[];

/** That a membership of one's own has ended is one's own affair. */
const withoutEnds = (text: string): string => text.replaceAll(/\{[^{}]*"type":"left"[^{}]*\}/g, "");

const portraits = (): Promise<readonly string[]> => Promise.all(Object.values(places).map(portraitOf));

beforeAll(async () => {
  chat.begin();
  world = new World(chat);
  const reported = async (place: Promise<Place>) => world.withReport(await place);
  // In the room of another tenant are people with the same ids.
  const [group, channel, direct, foreign, deleted] = await Promise.all([
    reported(world.aRoom("group")),
    reported(world.aRoom("channel")),
    reported(world.aRoom("direct")),
    reported(world.aRoom("channel", ["invited", "reader", "muted", "member", "moderator"], world.cast.stranger)),
    world.aRoom("channel"),
  ]);
  await deleted.owner.must(deleted.owner.del(`/v1/rooms/${deleted.id}`));
  places = { group, channel, direct, foreign, deleted };
  await world.shutOut();
  before = await portraits();
});
afterAll(() => chat.end());

describe(`of ${size} questions, who may what`, () => {
  it.each(rows.map(([act, cells]) => [nameOf(act), cells] as const))(
    "%s is answered as the table says",
    async (_name, cells) => {
      const wrong: string[] = [];
      await inLanes(cells.length, async (index) => {
        const fault = await attempt(world, places, cells[index]!);
        if (fault !== undefined) wrong.push(fault);
      });
      expect(wrong).toEqual([]);
      expect(await portraits()).toEqual(before);
    },
  );

  it.each(kinds)(
    "a %s is told of at the start of a session to whoever may read it as a member, and to nobody else",
    async (kind) => {
      const told: string[] = [];
      for (const standing of standingsIn[kind]) {
        const { rooms } = (await world.cast[standing].connect()).ready!;
        if (rooms.some(({ id }) => id === places[kind].id)) told.push(standing);
      }
      expect(told).toEqual(
        standingsIn[kind].filter(
          (each) => each !== "service" && answerOf(access.readChanges, kind, each) === "allowed",
        ),
      );
    },
  );

  it.each(Object.keys(standings) as Standing[])("a %s is listed nothing that they could not get", async (standing) => {
    const user = world.cast[standing];
    const asker = {
      actor: user,
      roomId: "",
      messageId: "",
      ownMessageId: "",
      report: { id: "", messageId: "" },
      ownToken: "",
      otherToken: "",
    };
    for (const act of lists.filter(({ rule }) => answerOf(rule, "group", standing) === "allowed")) {
      const { method, path } = requestOf(act, asker);
      const { status, text } = await user.ask(method, path);
      expect([nameOf(act), status]).toEqual([nameOf(act), 200]);
      for (const kind of kinds) {
        const { id, messageId } = places[kind];
        const may = (rule: AccessRule) => answerOf(rule, kind, standing) === "allowed";
        const told = withoutEnds(text);
        expect([nameOf(act), kind, told.includes(id) && !may(access.getRoom)]).toEqual([nameOf(act), kind, false]);
        expect([nameOf(act), kind, text.includes(messageId) && !may(access.readChanges)]).toEqual([
          nameOf(act),
          kind,
          false,
        ]);
      }
    }
  });

  it("are enough to ask everybody everything", () => {
    expect(size).toBeGreaterThanOrEqual(1_600);
  });
});
