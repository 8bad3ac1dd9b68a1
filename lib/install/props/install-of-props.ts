import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { SecretReference } from '../../identity/azure-identity-props';
import { DEFAULT_NAMESPACE } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../../validate/kubernetes-names';
import type { Problems } from '../../validate/problems';
import { checkProps, readProps } from '../../validate/props';
import { boolean, knownList, oneOf, optional, type Shape, text } from '../../validate/shape';
import { isUnresolvedObject } from '../../validate/unresolved';
import { CloudCredentials } from '../cloud-credentials';
import { MODE } from '../formats';
import { ImagePullPolicy } from '../image-pull-policy';
import type { Install } from '../install';
import { InstallNames } from '../names';
import type { InstallContext } from '../objects/controller';
import type { AadPodIdentityProps, RbacProps } from './aad-pod-identity-props';
import { budgetOfProps, micOfProps } from './mic-of-props';
import { nmiOfProps } from './nmi-of-props';

const BOOLEANS = ['followNamespace', 'createNamespace', 'forceNamespaced', 'crds', 'installMicException'] as const;
const PROPS = [
  ...BOOLEANS,
  ...['namespace', 'mode', 'names', 'imagePullPolicy', 'imagePullSecrets', 'customUserAgent', 'rbac', 'mic', 'nmi'],
];

const RBAC_BOOLEANS = ['enabled', 'allowAccessToSecrets', 'pspEnabled', 'createUserFacingClusterRoles'] as const;

/** Decides the install of typed props. */
export function installOfProps(problems: Problems, scope: Construct, given: AadPodIdentityProps): Install {
  const props = readProps(problems, given, PROPS);
  const { mode = Mode.STANDARD, names = InstallNames.helm({ releaseName: 'aad-pod-identity' }), rbac = {} } = props;
  const namespace = props.namespace ?? Chart.of(scope).namespace ?? DEFAULT_NAMESPACE;
  problems.expect('metadata.namespace', namespace, DNS_LABEL);
  problems.expectNow('mode', mode, MODE);
  if (!(names instanceof InstallNames)) problems.add('names', names, 'InstallNames.helm(…) or InstallNames.raw()');
  for (const name of BOOLEANS) optional(boolean)(problems, name, props[name]);
  checkRbac(problems, rbac);
  for (const part of ['mic', 'nmi'] as const)
    checkProps(problems, props[part] ?? {}, Object.keys(props[part] ?? {}), part);
  optional(oneOf(...Object.values(ImagePullPolicy)))(problems, 'imagePullPolicy', props.imagePullPolicy);
  optional(knownList(text(DNS_SUBDOMAIN)))(problems, 'imagePullSecrets', props.imagePullSecrets);
  const managed = mode === Mode.MANAGED;
  if (managed && props.forceNamespaced === false) {
    problems.add('forceNamespaced', false, 'true or nothing, with mode "managed": NMI does not start otherwise');
  }
  if (managed && props.mic !== undefined)
    problems.addKind('mic', props.mic, 'nothing, with mode "managed": there is no MIC');
  problems.throwIfAny();

  const forceNamespaced = props.forceNamespaced === true || managed;
  const withRbac = rbac.enabled !== false;
  const azureJson = !(props.mic?.cloudCredentials instanceof CloudCredentials);
  const context: InstallContext = {
    namespace,
    distribution: names.distribution({ managed, rbac: withRbac, azureJson }),
    managed,
    rbac: withRbac,
  };
  const warnings: string[] = [];
  const install: Install = {
    ...context,
    names,
    createNamespace: props.createNamespace === true,
    crds: props.crds === true,
    micException: props.installMicException !== false && !managed,
    aksException: props.installMicException !== false,
    access: {
      allowAccessToSecrets: rbac.allowAccessToSecrets ?? rbac.secrets === undefined,
      pspEnabled: rbac.pspEnabled === true,
    },
    secrets: rbac.secrets ?? [],
    userFacingRoles: rbac.createUserFacingClusterRoles === true,
    podDisruptionBudget: managed ? undefined : budgetOfProps(problems, props, context),
    mic: managed ? undefined : micOfProps(problems, warnings, props, context, forceNamespaced),
    nmi: nmiOfProps(problems, warnings, props, context, forceNamespaced),
    warnings,
    namespaced: forceNamespaced,
    identities: [],
  };
  problems.throwIfAny();
  return install;
}

function checkRbac(problems: Problems, rbac: RbacProps): void {
  if (!checkProps(problems, rbac, [...RBAC_BOOLEANS, 'secrets'], 'rbac')) return;
  const { enabled, allowAccessToSecrets, secrets } = rbac;
  for (const name of RBAC_BOOLEANS) optional(boolean)(problems, `rbac.${name}`, rbac[name]);
  if (secrets === undefined) return;
  if (allowAccessToSecrets === true) {
    problems.add('rbac.allowAccessToSecrets', true, 'false or nothing, with rbac.secrets');
  }
  knownList(secret)(problems, 'rbac.secrets', secrets);
  if (enabled === false)
    problems.add('rbac.secrets', secrets, 'nothing, with rbac.enabled false: there is no ServiceAccount');
}

const secret: Shape = (problems, field, value) => {
  if (!checkProps(problems, value, ['name', 'namespace'], field)) return;
  const { name, namespace } = value as SecretReference;
  problems.expect(`${field}.name`, name, DNS_SUBDOMAIN);
  problems.expectOptional(`${field}.namespace`, namespace, DNS_LABEL);
  // Each namespace gets a Role.
  if (isUnresolvedObject(namespace))
    problems.add(`${field}.namespace`, namespace, 'a namespace that is known before synth');
};
