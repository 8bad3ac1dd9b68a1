import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { AzurePodIdentityException } from '../identity/azure-pod-identity-exception';
import { DNS_LABEL } from '../values/kubernetes-names';
import { Problems } from '../values/problems';
import { checkProps } from '../values/props';
import { DEFAULT_NAMESPACE, Mic } from './mic';
import { Names } from './names';
import { Nmi } from './nmi';

/** How AAD Pod Identity is installed. */
export interface AadPodIdentityProps {
  /**
   * Namespace of MIC and NMI, which must exist. MIC's exception, the leader lock, NMI's `--MICNamespace` and the subjects of the roles
   * follow it.
   *
   * @default - the namespace of the chart, else `default`
   */
  readonly namespace?: string;

  /**
   * Names, labels and selectors of the objects.
   *
   * @default Names.helm({ releaseName: 'aad-pod-identity' })
   */
  readonly names?: Names;
}

/**
 * AAD Pod Identity itself, in standard mode: MIC, NMI, what they may do, and the exceptions for MIC and for the add-ons
 * of AKS, as Helm installs the chart 4.1.18 with its default values. The definitions of the custom resources are
 * `AadPodIdentityCrds`.
 *
 * Throws one Error that names the construct, the field, the value and what is allowed.
 *
 * @example
 * new AadPodIdentity(chart, 'aad-pod-identity');
 */
export class AadPodIdentity extends Construct {
  /** Assigns identities to nodes. */
  public readonly mic: Mic;

  /** Answers token requests. */
  public readonly nmi: Nmi;

  constructor(scope: Construct, id: string, props: AadPodIdentityProps = {}) {
    const problems = Problems.at(scope, id);
    checkProps(problems, props, ['namespace', 'names']);
    problems.expectOptional('metadata.namespace', props?.namespace, DNS_LABEL);
    if (props?.names !== undefined && !(props.names instanceof Names))
      problems.add('names', props.names, 'Names.helm(…)');
    problems.throwIfAny();
    super(scope, id);
    const namespace = props.namespace ?? Chart.of(this).namespace ?? DEFAULT_NAMESPACE;
    const names = props.names ?? Names.helm({ releaseName: 'aad-pod-identity' });
    new AzurePodIdentityException(this, 'MicException', {
      metadata: { name: 'mic', namespace },
      podLabels: { app: 'mic', component: 'mic', 'app.kubernetes.io/component': 'mic' },
    });
    AzurePodIdentityException.forAksAddons(this, 'AksException');
    this.mic = new Mic(this, 'Mic', { names: names.mic, namespace });
    this.nmi = new Nmi(this, 'Nmi', { names: names.nmi, namespace });
  }
}
