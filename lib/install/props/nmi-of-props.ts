import { DEFAULT_NAMESPACE } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import { nmiFeatures } from '../../upstream/nmi-features';
import { KUBELET_CONFIG, XTABLES_LOCK } from '../../upstream/node-files';
import type { Problems } from '../../validate/problems';
import { checkProps } from '../../validate/props';
import { NMI_FLAG_DEFAULTS } from '../defaults';
import { NODE_FILE } from '../formats';
import type { InstallContext } from '../objects/controller';
import type { NmiSettings } from '../objects/nmi';
import { UPDATE_STRATEGY } from '../pod-shapes';
import { UpdateStrategyType } from '../update-strategy-type';
import type { AadPodIdentityProps } from './aad-pod-identity-props';
import { controllerOfProps, propsOf } from './controller-of-props';
import type { NmiProps, UpdateStrategyProps } from './nmi-props';

const NMI_PROPS = propsOf('nmi', ['version', 'updateStrategy', 'kubeletConfig']);

/** The settings of NMI. */
export function nmiOfProps(
  problems: Problems,
  warnings: string[],
  props: AadPodIdentityProps,
  { distribution, namespace, managed }: InstallContext,
  forceNamespaced: boolean,
): NmiSettings {
  const nmi = props.nmi ?? {};
  checkProps(problems, nmi, NMI_PROPS, 'nmi');
  problems.expectOptional('nmi.kubeletConfig', nmi.kubeletConfig, NODE_FILE);
  if (nmi.kubeletConfig === XTABLES_LOCK) {
    problems.add('nmi.kubeletConfig', nmi.kubeletConfig, `another file than ${XTABLES_LOCK}`);
  }
  const features = featuresOf(problems, nmi, managed);
  if (nmi.retryAttemptsForCreated === 0 && nmi.retryAttemptsForAssigned === 0) {
    problems.add(
      'nmi.retryAttemptsForAssigned',
      0,
      'more than 0, with nmi.retryAttemptsForCreated 0: NMI would never look for an identity',
    );
  }
  if (nmi.setRetryAfterHeader === true && (nmi.retryAttemptsForCreated !== 1 || nmi.retryAttemptsForAssigned !== 1)) {
    warnings.push(
      'nmi.setRetryAfterHeader needs 1 attempt of each kind: with more, NMI holds a request for up to 100 s before it answers',
    );
  }
  const explicit = distribution.explicitDefaults;
  const kubeletConfig = nmi.kubeletConfig ?? KUBELET_CONFIG;
  const settings = controllerOfProps(
    problems,
    'nmi',
    props,
    {
      ...(features.hostIp && { '--host-ip': '$(HOST_IP)' }),
      '--node': '$(NODE_NAME)',
      ...(props.followNamespace !== false &&
        namespace !== DEFAULT_NAMESPACE &&
        !managed && { '--MICNamespace': namespace }),
      ...NMI_FLAG_DEFAULTS,
      ...(features.operationMode &&
        (explicit || managed) && { '--operation-mode': managed ? Mode.MANAGED : Mode.STANDARD }),
      ...((managed || (forceNamespaced && !distribution.namespacedByEnvironment)) && { '--forceNamespaced': true }),
      ...(features.kubeletConfig &&
        (explicit || kubeletConfig !== KUBELET_CONFIG) && { '--kubelet-config': kubeletConfig }),
    },
    distribution,
  );
  return {
    ...settings,
    updateStrategy: updateStrategyOf(problems, nmi.updateStrategy) ?? distribution.nmiUpdateStrategy,
    kubeletConfig: features.kubeletConfig ? kubeletConfig : undefined,
    hostIp: features.hostIp || distribution.hostIp,
    forceNamespaced: distribution.namespacedByEnvironment && !managed ? String(forceNamespaced) : undefined,
  };
}

function featuresOf(problems: Problems, { image, version }: NmiProps, managed: boolean) {
  const current = { hostIp: false, operationMode: true, kubeletConfig: true };
  if (version !== undefined && (typeof version !== 'string' || !nmiFeatures(version))) {
    problems.add('nmi.version', version, 'a version such as 1.8.17');
    return current;
  }
  const tag = typeof image === 'string' ? (/:([\w.+-]+)$/.exec(image)?.[1] ?? '') : '';
  const features = nmiFeatures(version ?? tag) ?? current;
  if (managed && !features.operationMode) {
    problems.add('nmi.version', version ?? tag, '1.6.0 or newer, with mode "managed"');
  }
  return features;
}

function updateStrategyOf(
  problems: Problems,
  given: UpdateStrategyProps | undefined,
): NmiSettings['updateStrategy'] | undefined {
  if (given === undefined) return undefined;
  if (!checkProps(problems, given, ['type', 'maxUnavailable'], 'nmi.updateStrategy')) return undefined;
  const { type = UpdateStrategyType.ROLLING_UPDATE, maxUnavailable } = given;
  const strategy = { type, ...(maxUnavailable !== undefined && { rollingUpdate: { maxUnavailable } }) };
  if (type === UpdateStrategyType.ON_DELETE && maxUnavailable !== undefined) {
    problems.add('nmi.updateStrategy.maxUnavailable', maxUnavailable, 'nothing, with type "OnDelete"');
  }
  UPDATE_STRATEGY(problems, 'nmi.updateStrategy', strategy);
  return strategy;
}
