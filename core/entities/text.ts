/**
 * Text keeps its bytes or is refused. PostgreSQL cannot store U+0000, and a lone surrogate is not Unicode:
 * it would silently become U+FFFD on its way through UTF-8.
 */
export const isStorable = (text: string): boolean => !text.includes("\u0000") && text.isWellFormed();

/** The same for everything in it that is text, keys too. @param value as JSON.parse makes it */
export const isStorableJson = (value: unknown): boolean => {
  if (typeof value === "string") return isStorable(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inside]) => isStorable(key) && isStorableJson(inside));
};

/** In UTF-16 code units. */
export const maxTextLength = 8_192;
