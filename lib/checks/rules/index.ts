import type { Rule } from '../rule';
import { duplicateBinding } from './duplicate-binding';
import { duplicateObject } from './duplicate-object';
import { identityTypeUnknown } from './identity-type-unknown';
import { refusedByApiServer } from './refused-by-api-server';

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [duplicateBinding, duplicateObject, identityTypeUnknown, refusedByApiServer];
