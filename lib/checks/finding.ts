import type { FieldPath, Manifest } from '../manifests/manifest';
import { pointerOf } from '../validate/json-pointer';
import { fieldAt } from '../validate/path';
import type { Absence } from './absence';
import { type Excerpt, type Place, placeOf } from './excerpt';
import type { RuleText } from './rule';
import type { Severity } from './severity';

/** A mistake in manifests. `aad-pod-identity check --format json` prints these fields, with `fix` as `suggestion`. */
export interface Finding {
  /** The id of the rule. */
  readonly rule: string;
  /** The severity; that of the rule unless the finding has another. */
  readonly severity: Severity;
  /** The object to change: `AzureIdentityBinding shop/orders`. */
  readonly object: string;
  /** The file, relative to the given path; for a chart the path of its construct. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The field to change, as a JSON pointer: `/spec/azureIdentity`; empty for the object as a whole. */
  readonly path: string;
  /** Full sentences: what is wrong, what happens, and what to write. */
  readonly message: string;
  /** The corrected line or lines of YAML, when they are known. */
  readonly fix?: string;
  /** The path of the object's construct, when a chart was checked. */
  readonly construct?: string;
}

/** A finding with what a text report shows of its place. */
export interface PlacedFinding {
  readonly finding: Finding;
  /** The field as YAML spells it: `spec.azureIdentity`. */
  readonly field: string;
  readonly excerpt: Excerpt | undefined;
  /** The object; undefined for a suppression in a config file. */
  readonly object: Manifest | undefined;
}

/** A finding before its place is looked up. */
export interface Found {
  readonly rule: RuleText;
  readonly severity: Severity;
  /** The object, or the title and place of a suppression in a config file. */
  readonly object: Manifest | { readonly title: string; readonly place: Place };
  readonly path: FieldPath;
  /** The place, when it is not that of the field. */
  readonly place?: Place;
  readonly message: string;
  readonly fix?: string;
  /** What it misses, when that may be elsewhere. */
  readonly absence?: Absence | undefined;
}

/** Looks up the place of a finding. */
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
