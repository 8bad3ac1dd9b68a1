import { type Format, show } from '../validate/format';
import { DNS_LABEL, LABEL_VALUE, QUALIFIED_NAME } from '../validate/kubernetes-names';
import { ANY_STRING, integer, list, map, object, oneOf, type Shape, text, upTo100Percent } from '../validate/shape';
import { isPlainObject, isUnresolved } from '../validate/unresolved';
import { NOT_EMPTY } from './formats';
import { UpdateStrategyType } from './update-strategy-type';

// What the API server accepts of the parts of a pod that a user writes (k8s.io/kubernetes, pkg/apis/core/validation and
// pkg/apis/apps/validation).

type Given = { [field: string]: unknown };

export const LABELS = map(QUALIFIED_NAME, text(LABEL_VALUE));
/** Keys of annotations may have upper case. */
export const ANNOTATIONS = map(
  { ...QUALIFIED_NAME, accepts: (key) => QUALIFIED_NAME.accepts(key.toLowerCase()) },
  text(),
);

/** Names are not checked: without such a Secret they have no effect. */
export const IMAGE_PULL_SECRETS = list(object({ fields: { name: text() } }));

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const TOLERATIONS = list(
  object({
    fields: {
      key: text({ ...QUALIFIED_NAME, accepts: (key) => key === '' || QUALIFIED_NAME.accepts(key) }),
      operator: oneOf('', 'Exists', 'Equal'),
      value: text(LABEL_VALUE),
      effect: oneOf('', ...EFFECTS),
      tolerationSeconds: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    },
    rules: (problems, field, value) => {
      const { key, operator, value: wanted, effect, tolerationSeconds } = value as Given;
      if (!key && operator !== 'Exists') problems.add(`${field}.operator`, operator, '"Exists", without a key');
      if (operator === 'Exists' && wanted) problems.add(`${field}.value`, wanted, 'no value, with operator "Exists"');
      if (typeof tolerationSeconds === 'number' && effect !== 'NoExecute') {
        problems.add(`${field}.effect`, effect, '"NoExecute", with tolerationSeconds');
      }
    },
  }),
);

/** How many values an operator needs. */
const VALUES = new Map<unknown, (count: number) => boolean>([
  ['In', (count) => count > 0],
  ['NotIn', (count) => count > 0],
  ['Exists', (count) => count === 0],
  ['DoesNotExist', (count) => count === 0],
  ['Gt', (count) => count === 1],
  ['Lt', (count) => count === 1],
]);

const requirement = (operators: string[], key: Format, values: Format): Shape =>
  object({
    fields: { key: text(key), operator: oneOf(...operators), values: list(text(values)) },
    required: ['key', 'operator'],
    rules: (problems, field, value) => {
      const { operator, values: given } = value as Given;
      const count = Array.isArray(given) ? given.length : 0;
      if (!isUnresolved(given) && VALUES.get(operator)?.(count) === false) {
        problems.add(`${field}.values`, given, `as many values as operator ${operator} needs`);
      }
    },
  });

export const LABEL_SELECTOR = object({
  fields: {
    matchLabels: LABELS,
    matchExpressions: list(requirement(['In', 'NotIn', 'Exists', 'DoesNotExist'], QUALIFIED_NAME, LABEL_VALUE)),
  },
});

const NODE_NAME: Format = { allowed: '"metadata.name"', accepts: (key) => key === 'metadata.name' };
const NODE_TERM = object({
  fields: {
    matchExpressions: list(requirement([...VALUES.keys()].map(String), QUALIFIED_NAME, LABEL_VALUE)),
    matchFields: list((problems, field, value) => {
      requirement(['In', 'NotIn'], NODE_NAME, ANY_STRING)(problems, field, value);
      const { values } = (isPlainObject(value) ? value : {}) as Given;
      if (Array.isArray(values) && values.length > 1) problems.add(`${field}.values`, values, 'one value');
    }),
  },
});

/** Label keys need a selector. */
const keysNeedSelector: Shape = (problems, field, value) => {
  const given = value as Given;
  for (const keys of ['matchLabelKeys', 'mismatchLabelKeys']) {
    if (given[keys] && !given.labelSelector)
      problems.add(`${field}.labelSelector`, undefined, `a selector, with ${keys}`);
  }
};

const POD_TERM = object({
  fields: {
    labelSelector: LABEL_SELECTOR,
    namespaceSelector: LABEL_SELECTOR,
    namespaces: list(text(DNS_LABEL)),
    topologyKey: text(QUALIFIED_NAME),
    matchLabelKeys: list(text(QUALIFIED_NAME)),
    mismatchLabelKeys: list(text(QUALIFIED_NAME)),
  },
  required: ['topologyKey'],
  rules: keysNeedSelector,
});

const WEIGHT = integer(1, 100);
const POD_TERMS = object({
  fields: {
    requiredDuringSchedulingIgnoredDuringExecution: list(POD_TERM),
    preferredDuringSchedulingIgnoredDuringExecution: list(
      object({ fields: { weight: WEIGHT, podAffinityTerm: POD_TERM }, required: ['weight', 'podAffinityTerm'] }),
    ),
  },
});

export const AFFINITY = object({
  fields: {
    nodeAffinity: object({
      fields: {
        requiredDuringSchedulingIgnoredDuringExecution: object({
          fields: { nodeSelectorTerms: list(NODE_TERM, 1) },
          required: ['nodeSelectorTerms'],
        }),
        preferredDuringSchedulingIgnoredDuringExecution: list(
          object({ fields: { weight: WEIGHT, preference: NODE_TERM }, required: ['weight'] }),
        ),
      },
    }),
    podAffinity: POD_TERMS,
    podAntiAffinity: POD_TERMS,
  },
});

const TOPOLOGY_SPREAD_CONSTRAINT = object({
  fields: {
    maxSkew: integer(1),
    minDomains: integer(1),
    topologyKey: text(NOT_EMPTY),
    whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
    labelSelector: LABEL_SELECTOR,
    matchLabelKeys: list(text(QUALIFIED_NAME)),
    nodeAffinityPolicy: oneOf('Honor', 'Ignore'),
    nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
  },
  required: ['maxSkew', 'topologyKey', 'whenUnsatisfiable'],
  rules: (problems, field, value) => {
    keysNeedSelector(problems, field, value);
    const { minDomains, whenUnsatisfiable } = value as Given;
    if (typeof minDomains === 'number' && whenUnsatisfiable !== 'DoNotSchedule') {
      problems.add(`${field}.minDomains`, minDomains, 'no minDomains, unless whenUnsatisfiable is "DoNotSchedule"');
    }
  },
});

/** Each pair of `topologyKey` and `whenUnsatisfiable` once. */
export const TOPOLOGY_SPREAD_CONSTRAINTS: Shape = (problems, field, value) => {
  list(TOPOLOGY_SPREAD_CONSTRAINT)(problems, field, value);
  const seen = new Set<string>();
  for (const [i, constraint] of (Array.isArray(value) ? value : []).entries()) {
    const { topologyKey, whenUnsatisfiable } = (isPlainObject(constraint) ? constraint : {}) as Given;
    const key = JSON.stringify([show(topologyKey), show(whenUnsatisfiable)]);
    if (seen.has(key))
      problems.add(`${field}[${i}].topologyKey`, topologyKey, 'another key or whenUnsatisfiable than above');
    seen.add(key);
  }
};

/** Upstream: ValidateDaemonSetUpdateStrategy, ValidateRollingUpdateDaemonSet. */
export const UPDATE_STRATEGY = object({
  fields: {
    type: oneOf('', ...Object.values(UpdateStrategyType)),
    rollingUpdate: object({ fields: { maxUnavailable: upTo100Percent, maxSurge: upTo100Percent } }),
  },
  rules: (problems, field, value) => {
    const { type, rollingUpdate } = value as { type?: unknown; rollingUpdate?: Given | null };
    if (!rollingUpdate || type === UpdateStrategyType.ON_DELETE) return;
    const isZero = (given: unknown) => given === 0 || given === '0%';
    const maxUnavailable = rollingUpdate.maxUnavailable ?? 1;
    const maxSurge = rollingUpdate.maxSurge ?? 0;
    if (isZero(maxUnavailable) && isZero(maxSurge)) {
      problems.add(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable, 'more than 0, unless maxSurge is');
    }
    if (!isZero(maxUnavailable) && !isZero(maxSurge)) {
      problems.add(`${field}.rollingUpdate.maxSurge`, maxSurge, '0, unless maxUnavailable is 0');
    }
  },
});
