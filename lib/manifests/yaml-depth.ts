/** Limit of nested lists and maps. */
export const DEEPEST = 500;
