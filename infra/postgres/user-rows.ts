import type { Privacy } from "../../core/entities/privacy.ts";
import type { TokenTerms } from "../../core/entities/token-terms.ts";
import type { Profile, User } from "../../core/entities/user.ts";

/** Rows of users as the statements of this folder select them, and what they mean to the core. */

export interface ProfileRow {
  readonly id: string;
  readonly name: string | null;
  readonly picture: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly is_deactivated: boolean;
}

/** Without what may be long. */
export const namedColumns = "u.id, u.name, u.picture, null as data, u.deactivated_at is not null as is_deactivated";

export const profileColumns = "u.id, u.name, u.picture, u.data, u.deactivated_at is not null as is_deactivated";

export const toProfile = ({ name, picture, data, is_deactivated }: ProfileRow): Profile => ({
  ...(name === null ? {} : { name }),
  ...(picture === null ? {} : { picture }),
  ...(data === null ? {} : { data }),
  ...(is_deactivated && { deactivated: true }),
});

export const toUser = (row: ProfileRow): User => ({ userId: row.id, ...toProfile(row) });

export interface TokenTermsRow {
  readonly is_deactivated: boolean;
  readonly tokens_from: string | null;
}

export const termsOfTokens = "u.deactivated_at is not null as is_deactivated, u.tokens_from";

export const toTokenTerms = ({ is_deactivated, tokens_from }: TokenTermsRow): TokenTerms => ({
  ...(is_deactivated && { isDeactivated: true }),
  ...(tokens_from === null ? {} : { tokensFrom: tokens_from }),
});

export interface PrivacyRow {
  readonly privacy: Privacy | null;
}

/** As it is kept: nothing where nothing is turned off. */
export const privacyColumn = (privacy: Privacy = {}): string | null =>
  Object.keys(privacy).length > 0 ? JSON.stringify(privacy) : null;
