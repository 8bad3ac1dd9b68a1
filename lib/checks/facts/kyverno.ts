import { type FieldPath, listFrom, type Manifest, type ManifestMap, mapOf, scalarText } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Controller } from '../../simulation/controller';
import type { CheckedCluster } from '../checked-cluster';
import { addedCapabilities, hostPathsOf, usersOf } from './constraints';
import { all, any, type Maybe } from './maybe';
import { namespaceLabelOf } from './namespaces';
import { objectsOf } from './objects';
import { isSelectedBy } from './selectors';

/** A rule of a policy of Kyverno that refuses a controller's pods. */
export interface KyvernoRefusal {
  /** What it refuses, as the object of a sentence. */
  readonly what: string;
  readonly rule: FieldPath;
  /** Whether the rule excludes anything already. */
  readonly hasExclude: boolean;
}

/** The first rule that surely refuses a controller's pods (kyverno.io, Writing Policies). */
export function kyvernoRefusal(
  checked: CheckedCluster,
  { value, kind, namespace, name }: Manifest,
  controller: Controller,
): KyvernoRefusal | undefined {
  const spec = mapOf(value.spec);
  const isExcepted = objectsOf(checked, 'kyverno.io', 'PolicyException')
    .flatMap((exception) => listFrom(mapOf(exception.value.spec).exceptions).map(mapOf))
    .some(({ policyName }) => policyName === name || policyName === `${namespace}/${name}`);
  if (isExcepted) return undefined;
  const isOther = kind === 'Policy' && namespace !== controller.manifest.namespace;
  if (isOther || spec.validationFailureActionOverrides !== undefined) return undefined;
  for (const [i, item] of listFrom(spec.rules).entries()) {
    const rule = mapOf(item);
    const validate = mapOf(rule.validate);
    const action = scalarText(validate.failureAction ?? spec.validationFailureAction).toLowerCase();
    const isOn = action === 'enforce' && onlyOfOperation(rule.preconditions);
    if (!isOn || isIn(checked, mapOf(rule.match), controller) !== true) continue;
    const hasExclude = rule.exclude !== undefined;
    if (hasExclude && isIn(checked, mapOf(rule.exclude), controller) !== false) continue;
    const what = refused(validate, controller);
    if (what !== undefined) return { what, rule: ['spec', 'rules', i], hasExclude };
  }
  return undefined;
}

/** Whether a condition is about the operation only, which is none for new pods. */
const onlyOfOperation = (preconditions: YamlValue | undefined): boolean =>
  preconditions === undefined || conditionsIn(preconditions).every(({ key }) => isOperation(key));
const isOperation = (key: YamlValue | undefined) => scalarText(key).includes('request.operation');

const conditionsIn = (value: YamlValue | undefined): ManifestMap[] =>
  [...listFrom(value), ...listFrom(mapOf(value).all), ...listFrom(mapOf(value).any)].map(mapOf);

/** Whether `match` or `exclude` is about a controller's pods. */
function isIn(checked: CheckedCluster, block: ManifestMap, controller: Controller): Maybe {
  if (block.any !== undefined)
    return any(listFrom(block.any).map((one) => isFiltered(checked, mapOf(one), controller)));
  if (block.all !== undefined)
    return all(listFrom(block.all).map((one) => isFiltered(checked, mapOf(one), controller)));
  return isFiltered(checked, block, controller);
}

function isFiltered(checked: CheckedCluster, filter: ManifestMap, { workload }: Controller): Maybe {
  const { namespace, labels } = workload;
  const { resources, ...others } = filter;
  const tests: { readonly [field: string]: (value: YamlValue) => Maybe } = {
    kinds: (value) => listFrom(value).some((kind) => /^(?:\*|(?:.*\/)?Pod)$/.test(scalarText(kind))),
    namespaces: (value) => listFrom(value).some((one) => isLike(scalarText(one), namespace)),
    selector: (value) => isSelectedBy(value, (key) => (Object.hasOwn(labels, key) ? labels[key] : undefined)),
    namespaceSelector: (value) => isSelectedBy(value, namespaceLabelOf(checked, namespace)),
    operations: (value) => listFrom(value).includes('CREATE'),
  };
  const parts = Object.entries(mapOf(resources)).map(([field, value]) =>
    Object.hasOwn(tests, field) ? tests[field]?.(value) : undefined,
  );
  return all([...parts, ...Object.keys(others).map(() => undefined)]);
}

/** With `*` for any characters and `?` for one. */
const isLike = (pattern: string, name: string) =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^$(){}|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);

/** What the known shapes of kyverno/policies, pod-security, refuse. */
function refused(validate: ManifestMap, controller: Controller): string | undefined {
  const { podSecurity, pattern, deny, foreach } = validate;
  if (podSecurity !== undefined) return byPodSecurity(mapOf(podSecurity), controller);
  if (pattern !== undefined) return byPattern(mapOf(mapOf(pattern).spec), controller);
  const denials = [deny, ...listFrom(foreach).map((one) => mapOf(one).deny)];
  for (const one of denials) {
    const conditions = conditionsIn(mapOf(one).conditions).filter(({ key }) => !isOperation(key));
    const [condition, ...others] = conditions;
    if (!condition || others.length > 0 || !scalarText(condition.key).includes('capabilities.add')) continue;
    if (condition.operator !== 'AnyNotIn' || !Array.isArray(condition.value)) continue;
    const allowed = condition.value.map(scalarText);
    const what = addedCapabilities(controller, (word) => !allowed.includes(word));
    if (what !== undefined) return what;
  }
  return undefined;
}

function byPodSecurity({ level, exclude }: ManifestMap, controller: Controller): string | undefined {
  if (exclude !== undefined || (level !== 'baseline' && level !== 'restricted')) return undefined;
  if (controller.podSpec.hostNetwork === true) return 'the host network';
  return hostPaths(controller);
}

const hostPaths = (controller: Controller) =>
  hostPathsOf(controller).length > 0 ? 'volumes of type hostPath' : undefined;

/** Fields have anchors around their names, such as `=(hostNetwork)` for one that need not be there. */
function byPattern(spec: ManifestMap, controller: Controller): string | undefined {
  const field = (map: ManifestMap, name: string) => map[name] ?? map[`=(${name})`];
  if (String(field(spec, 'hostNetwork')) === 'false' && controller.podSpec.hostNetwork === true) {
    return 'the host network';
  }
  const [volume] = listFrom(field(spec, 'volumes')).map(mapOf);
  if (volume && Object.hasOwn(volume, 'X(hostPath)')) return hostPaths(controller);
  const [container] = listFrom(spec.containers).map(mapOf);
  const security = mapOf(field(container ?? {}, 'securityContext'));
  if (Object.hasOwn(mapOf(field(security, 'capabilities')), 'X(add)')) return addedCapabilities(controller, () => true);
  if (field(security, 'runAsUser') === '>0' && usersOf(controller).includes(0)) return 'user 0 (root)';
  return undefined;
}
