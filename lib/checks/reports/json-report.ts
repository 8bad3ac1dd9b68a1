import { jsonText } from '../../validate/json-text';
import type { Finding } from '../finding';
import type { CheckReport } from '../report-on';

/** Findings for programs. */
export function jsonReport({ findings, suppressed }: CheckReport, listsSuppressed: boolean): Iterable<string> {
  return jsonText({
    findings: findings.map(({ finding }) => fieldsOf(finding)),
    ...(listsSuppressed && {
      suppressed: suppressed.map(({ finding, reason }) => ({ ...fieldsOf(finding), reason })),
    }),
  });
}

/** A finding under the names of the JSON. */
export function fieldsOf({ rule, severity, object, file, line, column, path, message, fix, fixIn }: Finding) {
  return {
    ...{ rule, severity, object, file, line, column, path, message },
    ...(fix !== undefined && { suggestion: fix }),
    ...(fixIn !== undefined && { suggestionIn: fixIn }),
  };
}
