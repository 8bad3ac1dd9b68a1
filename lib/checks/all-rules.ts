import type { RuleText } from './rule';
import { RULES } from './rules';
import { suppressionWithoutReason, unusedSuppression } from './suppressions/suppression-rules';

/** The texts of all rules, about manifests and about suppressions, in the order of their ids. */
export const ALL_RULES: readonly RuleText[] = [...RULES, suppressionWithoutReason, unusedSuppression].sort((a, b) =>
  a.id < b.id ? -1 : 1,
);
