/** Most users that one message mentions. */
export const maxMentions = 50;

/** They are a set: neither their order nor how often somebody is named makes a difference. */
export const orderedMentions = (named: readonly string[] = []): readonly string[] => [...new Set(named)].sort();
