import type { ProjectFile } from './project-file';

/** The end of main.ts: it writes dist/ when it is run, and not when a test imports it. */
const RUN = `if (require.main === module) {
  const app = new App();
  try {
    addCharts(app);
    app.synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
`;

/** main.ts, from its imports, its declarations, and the statements that add its charts to `app`. */
export function mainFile(imports: string, declarations: string, statements: string): ProjectFile {
  const parts = [
    imports,
    declarations,
    `/** All charts of the cluster. */\nexport function addCharts(app: App): void {\n${statements}\n}`,
    RUN,
  ];
  return { path: 'main.ts', text: parts.filter((part) => part !== '').join('\n\n') };
}
