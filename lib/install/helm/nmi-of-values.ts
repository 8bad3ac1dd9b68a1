import { nmiFeatures } from '../../upstream/nmi-features';
import { XTABLES_LOCK } from '../../upstream/node-files';
import type { InstallContext } from '../objects/controller';
import type { NmiSettings } from '../objects/nmi';
import { UPDATE_STRATEGY } from '../pod-shapes';
import type { ChartReader } from './chart-reader';
import { controllerOfValues, nodeFile } from './controller-of-values';

/** Upstream: charts/aad-pod-identity/templates/nmi-daemonset.yaml. */
export function nmiOfValues(reader: ChartReader, { distribution, managed }: InstallContext): NmiSettings {
  const tag = reader.get('nmi.tag');
  const features = typeof tag === 'string' ? nmiFeatures(tag) : undefined;
  if (!features) {
    reader.problems.add('nmi.tag', tag, 'a version such as v1.8.17, as a string: the chart compares it');
  }
  const { hostIp = false, operationMode = true, kubeletConfig = true } = features ?? {};
  const mode = operationMode ? reader.argument('--operation-mode', 'operationMode') : undefined;
  if (managed && !operationMode) {
    reader.problems.add('nmi.tag', tag, 'v1.6.0 or newer, with operationMode "managed"');
  }
  const asFlag = (path: string) => reader.argument('--kubelet-config', path);
  const file = kubeletConfig ? nodeFile(reader, 'nmi.kubeletConfig', asFlag, XTABLES_LOCK) : undefined;
  const settings = controllerOfValues(reader, 'nmi', distribution.nmi, {
    ...(hostIp && { '--host-ip': '$(HOST_IP)' }),
    '--node': '$(NODE_NAME)',
    ...(mode !== undefined && { '--operation-mode': mode }),
    ...(managed && { '--forceNamespaced': true }),
    ...(file !== undefined && { '--kubelet-config': file }),
  });
  return {
    ...settings,
    updateStrategy: reader.content('nmi.updateStrategy', UPDATE_STRATEGY),
    kubeletConfig: file,
    hostIp,
    forceNamespaced: !managed ? reader.quoted('forceNamespaced') : undefined,
  };
}
