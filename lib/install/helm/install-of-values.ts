import { isAtLeast } from '../../go/semver';
import { Mode } from '../../upstream/mode';
import { type Format, show } from '../../validate/format';
import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE, PATH_SEGMENT } from '../../validate/kubernetes-names';
import type { Problems } from '../../validate/problems';
import type { Distribution } from '../distribution';
import { type HelmNames, helmDistribution } from '../helm-distribution';
import type { Install } from '../install';
import { InstallNames } from '../names';
import type { InstallContext } from '../objects/controller';
import { ChartReader } from './chart-reader';
import { CHART_DEFAULTS, type Values } from './chart-values';
import { coalesce, isMap } from './coalesce';
import { isTrue } from './go-template';
import { identitiesOfValues } from './identities-of-values';
import { budgetOfValues, micOfValues } from './mic-of-values';
import { nmiOfValues } from './nmi-of-values';
import { plainValue } from './template-text';
import { unreadKeys } from './value-keys';

/** Options of `helm template`, without the values. */
export interface Release {
  readonly releaseName: string;
  readonly namespace: string;
  readonly kubeVersion: string | undefined;
  readonly includeCrds: boolean;
  /** Whether to warn about keys that the chart does not read instead of refusing them. */
  readonly lenient: boolean;
}

/** An install with the names that its values set. */
export interface InstallOfValues extends Install {
  readonly helmNames: HelmNames;
}

/** Maps that the templates read: Helm fails if one of them is anything else. */
const PARENTS = ['image', 'mic', 'mic.leaderElection', 'mic.customCloud', 'nmi', 'rbac'];

/** As Helm: at most 53 characters. */
const RELEASE_NAME: Format = {
  allowed:
    'the name of a Helm release: at most 53 lower-case letters, digits, "-" and ".", which YAML reads as a string',
  accepts: (name) => name.length <= 53 && DNS_SUBDOMAIN.accepts(name) && plainValue(name) === name,
};

const NAMESPACE: Format = {
  ...DNS_LABEL,
  allowed: `${DNS_LABEL.allowed}, which YAML reads as a string`,
  accepts: (name) => DNS_LABEL.accepts(name) && plainValue(name) === name,
  hint: (name) =>
    DNS_LABEL.accepts(name)
      ? `The chart writes it without quotes, and YAML reads ${show(plainValue(name))}`
      : DNS_LABEL.hint?.(name),
};

const KUBE_VERSION: Format = {
  allowed: 'a version of Kubernetes such as 1.27.0',
  accepts: (version) => isAtLeast(version, [0, 0, 0]) !== undefined,
};

/**
 * Decides the install of Helm values, with the truthiness and printing of the chart's templates. Throws the values that
 * Helm, the API server or a controller would refuse, with their paths.
 */
export function installOfValues(problems: Problems, given: Values, release: Release): InstallOfValues {
  const { releaseName, namespace, kubeVersion, lenient } = release;
  problems.expect('releaseName', releaseName, RELEASE_NAME);
  problems.expect('namespace', namespace, NAMESPACE);
  problems.expectOptional('kubeVersion', kubeVersion, KUBE_VERSION);
  const values = coalesce(given, CHART_DEFAULTS);
  const warnings: string[] = [];
  const reader = new ChartReader(values, problems, warnings);
  for (const { path, value, hint } of unreadKeys(given)) {
    if (lenient) reader.warn(path, `the chart does not read it${hint ? `. ${hint}` : ''}`);
    else problems.add(path, value, 'a key that the chart reads', hint);
  }
  for (const path of PARENTS) if (!isMap(reader.get(path))) problems.add(path, reader.get(path), 'a map');
  const mode = reader.get('operationMode');
  if (mode !== Mode.STANDARD && mode !== Mode.MANAGED) {
    problems.add('operationMode', mode, '"standard" or "managed", in lower case');
  }
  // Without the name of the release there are no names to check.
  if (typeof releaseName !== 'string') problems.throwIfAny();
  const { distribution, helmNames } = namesOfValues(reader, releaseName);
  // The rest needs what is refused here.
  problems.throwIfAny();

  const managed = mode === Mode.MANAGED;
  const context: InstallContext = { namespace, distribution, managed, rbac: reader.isTrue('rbac.enabled') };
  const exceptions = reader.isTrue('installMICException');
  const pspEnabled = reader.isTrue('rbac.pspEnabled');
  if (pspEnabled && (kubeVersion === undefined || isAtLeast(kubeVersion, [1, 25, 0]))) {
    problems.add(
      'rbac.pspEnabled',
      reader.get('rbac.pspEnabled'),
      'false: Kubernetes has no PodSecurityPolicy since 1.25',
      'For an older cluster set kubeVersion',
    );
  }
  const { forceNamespaced } = values;
  const namespaced = forceNamespaced === true || forceNamespaced === 'true';
  if (!managed && !namespaced && forceNamespaced !== 'false' && forceNamespaced !== false) {
    reader.warn('forceNamespaced', `${show(forceNamespaced ?? null)} does not turn it on; write "true"`);
  }
  const identities = identitiesOfValues(reader, namespace);
  if (identities.length > 0 && !managed && !namespaced) {
    reader.warn(
      'azureIdentities',
      'pods of every namespace can use these identities: the chart cannot restrict them. AzureIdentity.userAssigned creates identities for their own namespace',
    );
  }
  const install: InstallOfValues = {
    ...context,
    names: InstallNames.fromDistribution(distribution),
    createNamespace: false,
    crds: release.includeCrds,
    micException: exceptions && !managed,
    aksException: exceptions,
    access: { allowAccessToSecrets: reader.isTrue('rbac.allowAccessToSecrets'), pspEnabled },
    secrets: [],
    userFacingRoles: context.rbac && reader.isTrue('rbac.createUserFacingClusterRoles'),
    podDisruptionBudget: budgetOfValues(reader, kubeVersion),
    mic: managed ? undefined : micOfValues(reader, context),
    nmi: nmiOfValues(reader, context),
    warnings,
    namespaced: managed || namespaced,
    identities,
    helmNames,
  };
  problems.throwIfAny();
  return install;
}

/** Upstream: charts/aad-pod-identity/templates/_helper.tpl. The templates write names without quotes. */
function namesOfValues(reader: ChartReader, releaseName: string): { distribution: Distribution; helmNames: HelmNames } {
  const override = (path: string) => {
    const value = reader.get(path);
    if (!isTrue(value)) return '';
    if (typeof value === 'string') return value;
    reader.problems.add(path, value, 'a string');
    return '';
  };
  const nameOverride = override('nameOverride');
  const fullnameOverride = override('fullnameOverride');
  const helmNames = { releaseName, nameOverride, fullnameOverride };
  const distribution = helmDistribution(helmNames);
  const allowed =
    'lower-case letters, digits and "-", with a letter or digit at both ends, which YAML reads as a string';
  const name = distribution.labels?.['app.kubernetes.io/name'] ?? '';
  const isName = DNS_SUBDOMAIN.accepts(`${name}-mic`) && LABEL_VALUE.accepts(name) && plainValue(name) === name;
  if (!isName) reader.problems.add('nameOverride', nameOverride, allowed);
  const role = `${distribution.userFacingRoles}-view`;
  if (
    reader.isTrue('rbac.createUserFacingClusterRoles') &&
    (!PATH_SEGMENT.accepts(role) || plainValue(role) !== role)
  ) {
    reader.problems.add('fullnameOverride', fullnameOverride, `${PATH_SEGMENT.allowed}, which YAML reads as a string`);
  }
  return { distribution, helmNames };
}
