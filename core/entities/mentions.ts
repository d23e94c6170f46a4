/** Most users that one message mentions. */
export const maxMentions = 50;

/** Most that are counted of those that somebody has not read: that many are as many, or more. */
export const mostUnreadMentions = 1_000;

/** They are a set: neither their order nor how often somebody is named makes a difference. */
export const orderedMentions = (named: readonly string[] = []): readonly string[] => [...new Set(named)].sort();
