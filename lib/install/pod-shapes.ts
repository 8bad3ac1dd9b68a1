import type { Format } from '../values/format';
import { DNS_SUBDOMAIN, LABEL_VALUE, QUALIFIED_NAME } from '../values/kubernetes-names';
import { isQuantity, quantityOf } from '../values/quantity';
import { amount, integer, list, map, object, oneOf, type Shape, text } from '../values/shape';

// What the API server accepts of the parts of a pod that a user writes (k8s.io/kubernetes, pkg/apis/core/validation and
// pkg/apis/apps/validation).

type Given = { [field: string]: unknown };

export const LABELS = map(QUALIFIED_NAME, text(LABEL_VALUE));
export const ANNOTATIONS = map(QUALIFIED_NAME, text());

export const IMAGE_PULL_SECRETS = list(object({ fields: { name: text(DNS_SUBDOMAIN) }, required: ['name'] }));

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const TOLERATIONS = list(
  object({
    fields: {
      key: text({ ...QUALIFIED_NAME, accepts: (key) => key === '' || QUALIFIED_NAME.accepts(key) }),
      operator: oneOf('', 'Exists', 'Equal', 'Lt', 'Gt'),
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

/** How many values an operator takes. */
const VALUES: { readonly [operator: string]: (count: number) => boolean } = {
  In: (count) => count > 0,
  NotIn: (count) => count > 0,
  Exists: (count) => count === 0,
  DoesNotExist: (count) => count === 0,
  Gt: (count) => count === 1,
  Lt: (count) => count === 1,
};

const requirement = (operators: string[], key: Format, values: Format): Shape =>
  object({
    fields: { key: text(key), operator: oneOf(...operators), values: list(text(values)) },
    required: ['key', 'operator'],
    rules: (problems, field, value) => {
      const { operator, values: given } = value as Given;
      const count = Array.isArray(given) ? given.length : 0;
      if (typeof operator === 'string' && VALUES[operator]?.(count) === false) {
        problems.add(`${field}.values`, given, `as many values as operator ${operator} takes`);
      }
    },
  });

const ANY_TEXT: Format = { allowed: 'text', accepts: () => true };

export const LABEL_SELECTOR = object({
  fields: {
    matchLabels: LABELS,
    matchExpressions: list(requirement(['In', 'NotIn', 'Exists', 'DoesNotExist'], QUALIFIED_NAME, LABEL_VALUE)),
  },
});

const nodeRequirements = list(requirement(Object.keys(VALUES), QUALIFIED_NAME, LABEL_VALUE));
const NODE_TERM = object({
  fields: {
    matchExpressions: nodeRequirements,
    matchFields: list(requirement(['In', 'NotIn'], ANY_TEXT, ANY_TEXT), 0),
  },
});

const POD_TERM = object({
  fields: {
    labelSelector: LABEL_SELECTOR,
    namespaceSelector: LABEL_SELECTOR,
    namespaces: list(text()),
    topologyKey: text(QUALIFIED_NAME),
    matchLabelKeys: list(text(QUALIFIED_NAME)),
    mismatchLabelKeys: list(text(QUALIFIED_NAME)),
  },
  required: ['topologyKey'],
});

const WEIGHT = integer(1, 100);
const weighted = (field: string, term: Shape): Shape =>
  list(object({ fields: { weight: WEIGHT, [field]: term }, required: ['weight', field] }));
const POD_TERMS = object({
  fields: {
    requiredDuringSchedulingIgnoredDuringExecution: list(POD_TERM),
    preferredDuringSchedulingIgnoredDuringExecution: weighted('podAffinityTerm', POD_TERM),
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
        preferredDuringSchedulingIgnoredDuringExecution: weighted('preference', NODE_TERM),
      },
    }),
    podAffinity: POD_TERMS,
    podAntiAffinity: POD_TERMS,
  },
});

export const TOPOLOGY_SPREAD_CONSTRAINTS = list(
  object({
    fields: {
      maxSkew: integer(1),
      minDomains: integer(1),
      topologyKey: text(QUALIFIED_NAME),
      whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
      labelSelector: LABEL_SELECTOR,
      matchLabelKeys: list(text(QUALIFIED_NAME)),
      nodeAffinityPolicy: oneOf('Honor', 'Ignore'),
      nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
    },
    required: ['maxSkew', 'topologyKey', 'whenUnsatisfiable'],
    rules: (problems, field, value) => {
      const { minDomains, whenUnsatisfiable } = value as Given;
      if (typeof minDomains === 'number' && whenUnsatisfiable !== 'DoNotSchedule') {
        problems.add(`${field}.minDomains`, minDomains, 'no minDomains, unless whenUnsatisfiable is "DoNotSchedule"');
      }
    },
  }),
);

const QUANTITY: Shape = (problems, field, value) => {
  if (isQuantity(value) && (quantityOf(value) ?? -1) >= 0) return;
  problems.add(field, value, 'an amount such as 200m, 1, 64Mi or 1.5Gi');
};

const RESOURCE_NAME: Format = {
  allowed: 'cpu, memory, ephemeral-storage, hugepages-…, or a name with a domain',
  accepts: (name) =>
    ['cpu', 'memory', 'ephemeral-storage'].includes(name) ||
    ((name.startsWith('hugepages-') || name.includes('/')) && QUALIFIED_NAME.accepts(name)),
};
const AMOUNTS = map(RESOURCE_NAME, QUANTITY);

export const RESOURCES = object({
  fields: {
    limits: AMOUNTS,
    requests: AMOUNTS,
    claims: list(object({ fields: { name: text(), request: text() }, required: ['name'] })),
  },
  rules: (problems, field, value) => {
    const { limits, requests } = value as { limits?: Given; requests?: Given };
    for (const [name, request] of Object.entries(requests ?? {})) {
      const limit = quantityOf(limits?.[name]);
      const asked = quantityOf(request);
      if (limit !== undefined && asked !== undefined && asked > limit) {
        problems.add(`${field}.requests.${name}`, request, `at most the limit, ${limits?.[name]}`);
      }
    }
  },
});

/** Upstream: ValidateDaemonSetUpdateStrategy, ValidateRollingUpdateDaemonSet. */
export const UPDATE_STRATEGY = object({
  fields: {
    type: oneOf('RollingUpdate', 'OnDelete'),
    rollingUpdate: object({ fields: { maxUnavailable: amount, maxSurge: amount } }),
  },
  rules: (problems, field, value) => {
    const { type = 'RollingUpdate', rollingUpdate } = value as { type?: unknown; rollingUpdate?: Given | null };
    if (!rollingUpdate) return;
    if (type === 'OnDelete') {
      problems.add(`${field}.rollingUpdate`, rollingUpdate, 'no rollingUpdate, with type "OnDelete"');
    }
    const { maxUnavailable = 1, maxSurge = 0 } = rollingUpdate;
    const isZero = (given: unknown) => given === 0 || given === '0%';
    if (isZero(maxUnavailable ?? 1) && isZero(maxSurge ?? 0)) {
      problems.add(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable, 'more than 0, unless maxSurge is');
    }
    if (!isZero(maxUnavailable ?? 1) && !isZero(maxSurge ?? 0)) {
      problems.add(`${field}.rollingUpdate.maxSurge`, maxSurge, '0, unless maxUnavailable is 0');
    }
  },
});
