import { CHART_NAME, CHART_VERSION } from '../../upstream/images';
import { HELM_RELEASE } from '../examples/chart-examples';
import { changed } from '../examples/custom-resource-examples';
import { ownChartValuesIn } from '../facts/own-chart-values';
import { foundAt, lineWith } from '../facts/values-place';
import { type Rule, Severity } from '../rule';

/** The key that turned namespaced mode on until chart 3.0.1. */
const NAMESPACED_BEFORE = 'forceNameSpaced';

/** Helm gives these values to every chart of a release. */
const GLOBAL = 'global';

/** A key among the values of the chart that it does not read. */
export const chartValueUnread: Rule = {
  id: 'chart-value-unread',
  title: 'The chart of AAD Pod Identity does not read a value',
  severity: Severity.WARNING,
  why: `Helm silently ignores keys that a chart does not read. Values of charts before 4.0.0 are not judged.`,
  symptom: 'None: the value has no effect.',
  bad: changed(HELM_RELEASE, 'forceNamespaced: "true"', 'forceNameSpaced: "true"'),
  good: HELM_RELEASE,
  source: 'charts/aad-pod-identity/values.yaml and templates; fluxcd.io/flux/components/helm/helmreleases',
  check: (checked) =>
    ownChartValuesIn(checked).flatMap(({ source, values, below }) => {
      // Loaded when needed: few manifests have values of the chart.
      const { unreadIn } =
        require('../../install/helm/values-faults') as typeof import('../../install/helm/values-faults');
      const unread = unreadIn(values).filter(({ path }) => path !== GLOBAL);
      return unread.map(({ path, value, hint, place }) => {
        const at = [...below, ...place];
        const fix = lineWith(source, at, 'forceNamespaced', 'true');
        const isOff = path === NAMESPACED_BEFORE && (value === true || value === 'true');
        return {
          ...foundAt(source, at),
          message: `The chart ${CHART_NAME} ${CHART_VERSION} does not read ${path}. ${
            isOff ? 'Pods can use identities of other namespaces' : 'The value has no effect'
          }. ${hint?.replace(/^Did you mean (.*)\?$/, 'Write $1') ?? 'Remove it'}.`,
          ...(isOff && { severity: Severity.ERROR, ...(fix !== undefined && { fix }) }),
        };
      });
    }),
};
