import type { FieldPath, Manifest } from '../manifests/manifest';
import { pointerOf } from '../validate/json-pointer';
import { fieldAt } from '../validate/path';
import { type Excerpt, type Place, placeOf } from './excerpt';
import type { RuleText } from './rule';
import type { Severity } from './severity';

/** A mistake in some manifests. The form of `aad-pod-identity check --format json`, with a little more. */
export interface Finding {
  /** The id of the rule. */
  readonly rule: string;
  /** How bad it is: that of the rule, unless the finding says otherwise. */
  readonly severity: Severity;
  /** The object to change: `AzureIdentityBinding shop/orders`. */
  readonly object: string;
  /** The file as the path that was given leads to it; of a chart the path of its construct. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The field to change, as a JSON pointer: `/spec/azureIdentity`; empty for the object as a whole. */
  readonly path: string;
  /** What is wrong, what will happen and what to write instead. */
  readonly message: string;
  /** The corrected line or lines of YAML, when they can be told. */
  readonly fix?: string;
  /** The path of the construct that the object was made by, when a chart was checked. */
  readonly construct?: string;
}

/** A finding with what a report for people shows of its place. */
export interface PlacedFinding {
  readonly finding: Finding;
  /** The field as YAML spells it: `spec.azureIdentity`. */
  readonly field: string;
  readonly excerpt: Excerpt | undefined;
  /** The object; undefined for what is in no manifest. */
  readonly object: Manifest | undefined;
}

/** What a rule found, before it is placed. */
export interface Found {
  readonly rule: RuleText;
  readonly severity: Severity;
  /** The object, or what it is called and where it is when it is none of a manifest. */
  readonly object: Manifest | { readonly title: string; readonly place: Place };
  readonly path: FieldPath;
  /** Where it is, when that is not where the field is. */
  readonly place?: Place;
  readonly message: string;
  readonly fix?: string;
}

/** Looks up where something is. */
export function placed({ rule, severity, object, path, place, message, fix }: Found): PlacedFinding {
  const { file, line, column, excerpt } = place ?? ('place' in object ? object.place : placeOf(object, path));
  return {
    finding: {
      ...{ rule: rule.id, severity, object: object.title, file, line, column, path: pointerOf(path), message },
      ...(fix !== undefined && { fix }),
    },
    field: fieldAt(path),
    excerpt,
    object: 'place' in object ? undefined : object,
  };
}
