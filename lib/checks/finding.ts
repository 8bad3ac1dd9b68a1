import type { FieldPath, Manifest } from '../manifests/manifest';
import { pointerOf } from '../validate/json-pointer';
import { fieldAt } from '../validate/path';
import type { Absence } from './absence';
import { titleOf } from './as-meant';
import { type Excerpt, type Place, placeOf } from './excerpt';
import { describeFix, fixPlaceOf } from './fix';
import { asJson } from './json-fix';
import type { RuleText, Together } from './rule';
import type { Severity } from './severity';

/** A mistake in manifests. `aad-pod-identity check --format json` prints these fields, `fix` as `suggestion` and `fixIn` as `suggestionIn`. */
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
  /** The corrected line or lines of YAML, or of JSON in a file that is JSON, when they are known. */
  readonly fix?: string;
  /**
   * The map or list that `fix` is written into, as a JSON pointer: `/spec/template/metadata/labels`. Without it, `fix`
   * replaces the field.
   */
  readonly fixIn?: string;
  /** The path of the object's construct, when a chart was checked. */
  readonly construct?: string;
}

/** A finding with what a text report shows of its place. */
export interface PlacedFinding {
  readonly finding: Finding;
  /** The field as YAML spells it: `spec.azureIdentity`. */
  readonly field: string;
  readonly excerpt: Excerpt | undefined;
  /** Where its fix goes: `instead of line 9`, `in spec.template.metadata.labels (line 12)`. */
  readonly fixAt: string;
  /** What several such findings are together. */
  readonly together: Together | undefined;
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
  readonly fixIn?: FieldPath;
  readonly isKey?: boolean;
  readonly together?: Together;
  /** What it misses, when that may be elsewhere. */
  readonly absence?: Absence | undefined;
}

/** Looks up the place of a finding. */
export function placed(found: Found): PlacedFinding {
  const { rule, severity, object, path, message, together } = found;
  const place = found.place ?? ('place' in object ? object.place : placeOf(object, path, found.isKey));
  const fix = fixOf(found);
  return {
    finding: {
      ...{ rule: rule.id, severity, object: titleOf(object) },
      ...{ file: place.file, line: place.line, column: place.column, path: pointerOf(path), message },
      ...(fix && { fix: fix.text, ...(fix.into && { fixIn: pointerOf(fix.into) }) }),
    },
    field: fieldAt(path),
    excerpt: place.excerpt,
    // Only some reports ask, and it takes another look into the text.
    get fixAt() {
      return fix ? describeFix(fix.object, fix) : '';
    },
    together,
    object: 'place' in object ? undefined : object,
  };
}

function fixOf({ object, path, fix: text, fixIn }: Found) {
  if (text === undefined || 'place' in object) return undefined;
  const place = fixPlaceOf(object, path, text, fixIn);
  return place && { text: object.document.isJson ? asJson(text) : text, object, ...place };
}
