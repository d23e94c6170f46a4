import type { Notice } from "../../entities/notice.ts";
import { assertMay } from "../../entities/permissions.ts";
import type { UserRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { RoomSettings, SettingsChange } from "../../entities/room-settings.ts";
import { settingsNotice } from "../../entities/settings-notice.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { bumpUser } from "../../transactions/bump-user.ts";

export interface ChangeSettingsInput {
  readonly member: UserRef;
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
  assertMay("read", await stores.members.membership(room, member.userId));
  const settings = await stores.settings.change(room, member.userId, change, version);
  return { settings, notice: settingsNotice(room, member.userId, settings, version) };
};
