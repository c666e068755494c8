import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = normalize(join(dirname(fileURLToPath(import.meta.url)), '..', '..'));

export interface SourceFile {
  /** From the repository's root: `src/store/store.ts`. */
  readonly path: string;
  readonly text: string;
  /** Files of the repository that it imports, from the root. */
  readonly imports: readonly string[];
}

/** Every TypeScript file of src/, tests included. */
export function sourceFiles(): SourceFile[] {
  return globSync('src/**/*.ts', { cwd: root })
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(/(?:^|\n)(?:import|export)\b[^'";]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g);
  return [...found].map(([, named, dynamic]) => normalize(join(dirname(path), named ?? dynamic ?? '')));
}
