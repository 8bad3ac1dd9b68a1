import type { ValueFault } from '../../install/helm/values-faults';
import { CHART_NAME } from '../../upstream/images';
import { placeholderIn } from '../../validate/placeholder';
import type { Problem } from '../../validate/problem';
import { HELM_RELEASE } from '../examples/chart-examples';
import { changed } from '../examples/custom-resource-examples';
import { ownChartValuesIn } from '../facts/own-chart-values';
import { foundAt } from '../facts/values-place';
import { type Rule, Severity } from '../rule';

/** In that version all API versions that the chart writes are served. */
const OLDEST = '1.24.0';

/** A value of the chart that Helm, the API server or a controller refuses. */
export const chartValueInvalid: Rule = {
  id: 'chart-value-invalid',
  title: 'A value of the chart of AAD Pod Identity is invalid',
  severity: Severity.ERROR,
  why: 'The chart has no schema, so Helm accepts any value. The templates, the API server or a controller refuse it later. The same values are refused by aad-pod-identity render.',
  symptom: 'The install fails, or MIC or NMI exits at startup.',
  bad: changed(HELM_RELEASE, 'operationMode: standard', 'operationMode: Managed'),
  good: HELM_RELEASE,
  source: 'charts/aad-pod-identity/values.yaml and templates; fluxcd.io/flux/components/helm/helmreleases',
  check: (checked) =>
    ownChartValuesIn(checked)
      // What is missing may be among the values that are elsewhere.
      .filter(({ source }) => source.isWhole)
      .flatMap(({ source, values, below }) => {
        // Loaded when needed: few manifests have values of the chart.
        const { faultsIn } =
          require('../../install/helm/values-faults') as typeof import('../../install/helm/values-faults');
        const version = checked.options.kubernetesVersion ?? OLDEST;
        return faultsIn(values, version)
          .filter((fault) => !isReportedElsewhere(fault))
          .map(({ path, field, problem, warning = '' }) => ({
            ...foundAt(source, [...below, ...path]),
            message: problem
              ? refused(problem)
              : `The value ${field} does not do what it says: ${warning}. Helm accepts it silently. Write another value.`,
            ...(!problem && { severity: Severity.WARNING }),
          }));
      }),
};

/** cloud-unknown reports the cloud, also when other values are elsewhere. */
const isReportedElsewhere = ({ field, value, problem }: ValueFault) =>
  field === 'adminsecret.cloud' ||
  placeholderIn(typeof value === 'string' ? value : (problem?.given ?? ''), 'name') !== undefined;

const refused = ({ field, given, allowed, hint }: Problem) =>
  `The value ${field} of the chart ${CHART_NAME} is invalid: got ${given}. The install fails, or MIC or NMI exits at startup. Allowed: ${allowed}${hint ? `. ${hint}` : ''}.`;
