import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from '@babel/parser';

type Node = { readonly type: string; readonly [key: string]: unknown };

/** One import of a file, of whatever form: also by `require()`, lazily, or of types only. */
export interface Import {
  /** As written: `../go/flags`, `cdk8s`, `node:fs`. */
  readonly specifier: string;
  /** Whether nothing of it is left at run time. */
  readonly isType: boolean;
}

/** All imports of a TypeScript source. */
export function importsOf(source: string): Import[] {
  const imports: Import[] = [];
  const add = (literal: unknown, isType: boolean) => {
    const { value } = (literal ?? {}) as { value?: unknown };
    if (typeof value === 'string') imports.push({ specifier: value, isType });
  };
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        add(node.source, node.importKind === 'type' || node.exportKind === 'type' || onlyTypes(node));
        break;
      case 'TSExternalModuleReference':
        add(node.expression, false);
        break;
      case 'TSImportType':
        add(node.argument, true);
        break;
      case 'CallExpression': {
        const { type, name } = node.callee as Node;
        if (type === 'Import' || name === 'require') add((node.arguments as unknown[])[0], false);
        break;
      }
    }
    for (const child of Object.values(node)) {
      for (const item of Array.isArray(child) ? child : [child]) {
        if (typeof (item as Node | null)?.type === 'string') visit(item);
      }
    }
  };
  visit(parse(source, { sourceType: 'module', plugins: ['typescript'] }).program as unknown as Node);
  return imports;
}

/** `import { type A, type B } from` */
function onlyTypes({ specifiers }: Node): boolean {
  const list = (specifiers ?? []) as Node[];
  return list.length > 0 && list.every(({ importKind, exportKind }) => importKind === 'type' || exportKind === 'type');
}

/** The TypeScript files of a folder, by their path from the working directory. */
export function typescriptIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => posix.join(folder, file.replaceAll('\\', '/')))
    .sort();
}

/** The imports of each file: those of files by their path from the working directory, those of packages as written. */
export function importGraph(files: readonly string[]): Map<string, Import[]> {
  const known = new Set(files);
  return new Map(
    files.map((file) => [
      file,
      importsOf(readFileSync(file, 'utf8')).map(({ specifier, isType }) => {
        if (!specifier.startsWith('.')) return { specifier, isType };
        const path = posix.join(posix.dirname(file), specifier);
        const found = [`${path}.ts`, `${path}/index.ts`, path].find((candidate) => known.has(candidate));
        return { specifier: found ?? path, isType };
      }),
    ]),
  );
}

/** Circles of files that import each other, one for each file that a walk meets again; none in a good order. */
export function circlesIn(graph: ReadonlyMap<string, readonly Import[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) circles.push(trail.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const { specifier } of graph.get(file) ?? []) walk(specifier, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
}
