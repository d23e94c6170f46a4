import type { Actor } from "../../entities/actor.ts";
import { isCurrent } from "../../entities/member.ts";
import type { Notice } from "../../entities/notice.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { RoomSettings, SettingsChange } from "../../entities/room-settings.ts";
import { settingsNotice } from "../../entities/settings-notice.ts";
import { ChatError } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { bumpUser } from "../../transactions/bump-user.ts";

export interface ChangeSettingsInput {
  readonly member: Actor;
  readonly roomId: string;
  readonly change: SettingsChange;
}

export class ChangeSettings {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** Told to all devices of the member, and to nobody else. @throws ChatError `room_not_found`, `forbidden` */
  async execute(input: ChangeSettingsInput): Promise<RoomSettings> {
    const { settings, notice } = await this.#unitOfWork.run((stores) => apply(stores, input));
    await this.#broadcaster.publish([notice], announceMs);
    return settings;
  }
}

/**
 * The room is not locked: its messages need not wait for what is one member's own. No membership begins or ends without
 * the lock of its user.
 */
const apply = async (
  stores: Stores,
  { member, roomId, change }: ChangeSettingsInput,
): Promise<{ readonly settings: RoomSettings; readonly notice: Notice }> => {
  const room = roomOf(member, roomId);
  const version = await bumpUser(stores, member);
  const found = await stores.members.membership(room, member.userId);
  assertMay("read", found, member);
  // A service reads everywhere, and has settings where it is a member.
  if (!isCurrent(found.member)) throw new ChatError("forbidden", "Only members have settings of a room.");
  const settings = await stores.settings.change(room, member.userId, change, version);
  return { settings, notice: settingsNotice(room, member.userId, settings, version) };
};
