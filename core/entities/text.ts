/**
 * Text keeps its bytes or is refused. PostgreSQL cannot store U+0000, and a lone surrogate is not Unicode:
 * it would silently become U+FFFD on its way through UTF-8.
 */
export const isStorable = (text: string): boolean => !text.includes("\u0000") && text.isWellFormed();

/** In UTF-16 code units. */
export const maxTextLength = 8_192;
