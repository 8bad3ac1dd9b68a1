import type { RuleText } from './rule';
import { RULES } from './rules';
import { suppressionWithoutReason, unusedSuppression } from './suppressions/suppression-rules';

/** What is said about every rule, in the order of their ids: those on manifests, and those on suppressions. */
export const ALL_RULES: readonly RuleText[] = [...RULES, suppressionWithoutReason, unusedSuppression].sort((a, b) =>
  a.id < b.id ? -1 : 1,
);
