import type { Finding } from '../finding';
import type { CheckReport } from '../report-on';

/** Findings for programs. */
export function jsonReport({ findings, suppressed }: CheckReport, listsSuppressed: boolean): string {
  const content = {
    findings: findings.map(({ finding }) => fieldsOf(finding)),
    ...(listsSuppressed && {
      suppressed: suppressed.map(({ finding, reason }) => ({ ...fieldsOf(finding), reason })),
    }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function fieldsOf({ rule, severity, object, file, line, path, message }: Finding) {
  return { rule, severity, object, file, line, path, message };
}
