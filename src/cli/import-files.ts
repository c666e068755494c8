import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Document, isNode, LineCounter, type Node, parseDocument } from 'yaml';
import { type Problem, problemText, SpecificationError } from './import-problem.ts';

const MAXIMUM_FILES = 5_000;
/** What API Gateway takes as one definition. */
const MAXIMUM_FILE_BYTES = 6 * 1024 * 1024;
const MAXIMUM_BYTES = 64 * 1024 * 1024;
const MAXIMUM_PROBLEMS = 50;
/** What the parser meets before it meets the end of what it may use. */
const TOO_DEEP = 'the file is nested too deeply';

/** A parsed file of a specification. */
export interface SpecificationFile {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** The files that a specification consists of, each read once, all within one folder. */
export class SpecificationFiles {
  readonly problems: Problem[] = [];
  readonly #root: string;
  readonly #workingDirectory: string;
  readonly #files = new Map<string, SpecificationFile | undefined>();
  /** Why there is nothing to parse. */
  readonly #missing = new Map<string, string>();
  readonly #realPaths = new Map<string, string>();
  readonly #folders = new Map<string, boolean>();
  #bytes = 0;

  /**
   * @param root the folder that files must lie in
   * @param workingDirectory what paths in messages are relative to
   */
  constructor(root: string, workingDirectory: string) {
    this.#workingDirectory = workingDirectory;
    this.#root = realpathOr(resolve(workingDirectory, root));
  }

  /** Absolute paths of all that was read or was to be read. */
  get paths(): string[] {
    return [...this.#files.keys()];
  }

  /** Records a problem, once; too many end the work. */
  problem(problem: Problem): void {
    const text = problemText(problem);
    if (this.problems.some((one) => problemText(one) === text)) return;
    this.problems.push(problem);
    if (this.problems.length >= MAXIMUM_PROBLEMS) this.fail();
  }

  /** Records a problem of something that stands in a file. */
  problemAt(file: SpecificationFile, node: unknown, message: string): void {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    this.#problemAtOffset(file, offset, message);
  }

  #problemAtOffset(file: SpecificationFile, offset: number, message: string): void {
    const { line, col } = file.lines.linePos(offset);
    this.problem({ file: this.shown(file.path), line: Math.max(line, 1), column: Math.max(col, 1), message });
  }

  /** Ends the work with the problems found until now. */
  fail(): never {
    throw new SpecificationError(this.problems, this.paths);
  }

  /** A path as messages name it. */
  shown(path: string): string {
    const short = relative(this.#workingDirectory, path);
    if (short === '') return '.';
    return short.startsWith(`..${sep}..${sep}`) ? path : short;
  }

  /** Whether a path is of a folder within the root. */
  isFolder(path: string): boolean {
    const real = this.#realPath(path);
    const known = this.#folders.get(real);
    if (known !== undefined) return known;
    const found = statOf(real)?.isDirectory() ?? false;
    this.#folders.set(real, found && this.#contains(real));
    return found && this.#contains(real);
  }

  /** Absolute paths of the YAML and JSON files and of the folders in a folder, in the order of their names. */
  list(folder: string): string[] {
    this.#files.set(folder, undefined);
    return this.#entries(folder)
      .filter((one) => !one.name.startsWith('.') && (one.isDirectory() || /\.(ya?ml|json)$/.test(one.name)))
      .map((one) => join(folder, one.name))
      .sort();
  }

  #entries(folder: string): Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      this.problem({ file: this.shown(folder), message: `the folder can't be read: ${messageOf(error)}` });
      return [];
    }
  }

  /**
   * Reads and parses a file, once. What keeps it from being used is a problem at whatever refers to it, or in itself.
   *
   * @param complain is told why it can't be read
   */
  read(path: string, complain: (message: string) => void): SpecificationFile | undefined {
    const real = this.#realPath(path);
    if (this.#files.has(real)) {
      const missing = this.#missing.get(real);
      if (missing !== undefined) complain(missing);
      return this.#files.get(real);
    }
    if (!this.#contains(real)) {
      complain(
        `${this.shown(path)} is outside of ${this.shown(this.#root)}; --root DIR names a folder that has all files`,
      );
      return undefined;
    }
    if (this.#files.size >= MAXIMUM_FILES) {
      complain(`there are more than ${MAXIMUM_FILES} files`);
      this.fail();
    }
    this.#files.set(real, undefined);
    const text = this.#text(real, complain);
    if (text === undefined) return undefined;
    const file = this.#parse(real, text);
    this.#files.set(real, file);
    return file;
  }

  #realPath(path: string): string {
    const real = this.#realPaths.get(path) ?? realpathOr(path);
    this.#realPaths.set(path, real);
    return real;
  }

  #contains(real: string): boolean {
    return real === this.#root || real.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep);
  }

  #text(path: string, complain: (message: string) => void): string | undefined {
    const found = statOf(path);
    const shown = this.shown(path);
    if (!found?.isFile()) return this.#refuse(path, `there is no file ${shown}`, complain);
    this.#bytes += found.size;
    if (found.size > MAXIMUM_FILE_BYTES || this.#bytes > MAXIMUM_BYTES) {
      const alone = found.size > MAXIMUM_FILE_BYTES;
      complain(
        `${alone ? shown : 'what is read in all'} has more than ${alone ? MAXIMUM_FILE_BYTES : MAXIMUM_BYTES} bytes`,
      );
      this.fail();
    }
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      return this.#refuse(path, `${shown} can't be read: ${messageOf(error)}`, complain);
    }
  }

  #refuse(path: string, why: string, complain: (message: string) => void): undefined {
    this.#missing.set(path, why);
    complain(why);
  }

  #parse(path: string, text: string): SpecificationFile | undefined {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    const file = { path, document, lines };
    for (const { pos, message } of [...document.errors, ...document.warnings])
      this.#problemAtOffset(file, pos[0], /call stack|Stack overflow/.test(message) ? TOO_DEEP : message);
    if (document.errors.length + document.warnings.length > 0) return undefined;
    if (document.contents === null) {
      this.problem({ file: this.shown(path), message: 'the file is empty' });
      return undefined;
    }
    return file;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The contents of a parsed file. */
export function contentsOf(file: SpecificationFile): Node | null {
  return file.document.contents;
}

/** Undefined for what does not exist, can't be reached or is no path at all. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Without symbolic links, as far as the path exists. */
function realpathOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realpathOr(parent), path.slice(parent.length));
  }
}
