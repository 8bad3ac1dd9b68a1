import { compareBytes } from '../go/compare';
import type { Manifests } from '../manifests/manifests';
import { pointerOf } from '../validate/json-pointer';
import { CheckedCluster, type CheckOptions } from './checked-cluster';
import { inEachEnvironment } from './environments';
import { type Found, type PlacedFinding, placed } from './finding';
import type { Rule } from './rule';
import { RULES } from './rules';
import { refusedByApiServer } from './rules/refused-by-api-server';
import { type SuppressedFound, type SuppressionKind, Suppressions } from './suppressions/suppressions';
import { withoutOverlays } from './without-overlays';
import { withoutPlaceholders } from './without-placeholders';

/** What was found, for reports: each list by file, line, column and rule. */
export interface CheckReport {
  readonly checked: CheckedCluster;
  readonly findings: readonly PlacedFinding[];
  readonly suppressed: readonly PlacedSuppressedFinding[];
}

export interface PlacedSuppressedFinding extends PlacedFinding {
  readonly reason: string;
  readonly kind: SuppressionKind;
}

/** Runs all rules on some manifests. Never throws. */
export function reportOn(manifests: Manifests, options: CheckOptions = {}): CheckReport {
  const checked = new CheckedCluster(manifests, options);
  const suppressions = new Suppressions(manifests, options.suppressions ?? [], RULES);
  const environments = manifests.perEnvironment();
  const found =
    environments.length === 1 && environments[0] === manifests
      ? foundIn(checked)
      : inEachEnvironment(
          environments.map((one) => ({ manifests: one, found: foundIn(new CheckedCluster(one, options)) })),
        );
  const { findings, suppressed } = suppressions.apply(found);
  let closed: CheckedCluster | undefined;
  const mistakes = suppressions.mistakes((rule) => {
    closed ??= new CheckedCluster(manifests, { ...options, wholeCluster: true });
    return allIn(closed, [rule]);
  });
  const sort = sorterOf(manifests);
  return {
    checked,
    findings: sort([...findings, ...mistakes].map((found) => ({ found }))).map(({ place }) => place),
    suppressed: sort(suppressed).map(({ item, place }) => ({ ...place, reason: item.reason, kind: item.kind })),
  };
}

/** What rules find: each cause once. */
function foundIn(checked: CheckedCluster): Found[] {
  const causes = new Map<unknown, Set<string>>();
  const isNew = (found: Found, cause: string) => {
    const known = causes.get(found.object) ?? new Set();
    causes.set(found.object, known);
    return known.size < known.add(cause).size;
  };
  // A rule that knows more about a field than that the API server refuses it comes first.
  const last = (rule: Rule) => Number(rule === refusedByApiServer);
  const all = allIn(
    checked,
    [...RULES].sort((a, b) => last(a) - last(b)),
  );
  return withoutOverlays(checked, withoutPlaceholders(checked, all)).filter((found) => {
    const field = pointerOf(found.path);
    const isFirstOfField = isNew(found, field);
    const isFirst = isNew(found, `${field} ${found.rule.id} ${found.message}`);
    return found.rule === refusedByApiServer ? isFirstOfField : isFirst;
  });
}

/** The same, with what follows from placeholders and overlays. */
function allIn(checked: CheckedCluster, rules: readonly Rule[]): Found[] {
  return rules.flatMap((rule) => rule.check(checked).map((finding) => ({ severity: rule.severity, ...finding, rule })));
}

type Sorted<T> = { readonly item: T; readonly place: PlacedFinding }[];

/** Looks up the places and sorts by them. */
function sorterOf(manifests: Manifests): <T extends { readonly found: Found }>(items: readonly T[]) => Sorted<T> {
  // In the order of the text, because a part of it that was looked into last is known still.
  const order = new Map<unknown, number>(manifests.objects.map((object, i) => [object, i]));
  const orderOf = ({ found }: Pick<SuppressedFound, 'found'>) => order.get(found.object) ?? -1;
  return (items) =>
    [...items]
      .sort((a, b) => orderOf(a) - orderOf(b))
      .map((item) => ({ item, place: placed(item.found) }))
      .sort((a, b) => byPlace(a.place, b.place));
}

function byPlace({ finding: a }: PlacedFinding, { finding: b }: PlacedFinding): number {
  return (
    compareBytes(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareBytes(a.rule, b.rule) ||
    compareBytes(a.message, b.message)
  );
}
