import type { IConstruct } from 'constructs';
import { ObjectRegistry } from '../synth/object-registry';

/** What in the install of an app decides who may use an identity. */
export interface InstallAnnouncement {
  /** Whether every identity is namespaced: in managed mode, or with `--forceNamespaced`. */
  readonly namespaced: boolean;

  /**
   * NMI's `--MICNamespace`, where it treats Deployments whose name starts with "mic" as MIC.
   *
   * @default - not known
   */
  readonly micNamespace?: string;

  /** Path of the construct, for messages. */
  readonly path: string;
}

const announced = new WeakMap<IConstruct, InstallAnnouncement[]>();

/** Called by the install: assignments that it cannot serve are refused, whichever comes first in the program. */
export function announceInstall(scope: IConstruct, install: InstallAnnouncement): void {
  const { root } = scope.node;
  announced.set(root, [...installsOf(scope), install]);
  ObjectRegistry.of(scope).checkAgain();
}

export function installsOf(scope: IConstruct): readonly InstallAnnouncement[] {
  return announced.get(scope.node.root) ?? [];
}
