// Writes docs/rules.md from the rules.
import { writeFileSync } from 'node:fs';
import document from '../build/lib/checks/reports/rules-document.js';

writeFileSync(new URL('rules.md', import.meta.url), document.rulesDocument());
