import { dirname, resolve } from 'node:path';
import { isMap, type Scalar } from 'yaml';
import { Builder } from './import-build.ts';
import { contentsOf, type SpecificationFile, SpecificationFiles } from './import-files.ts';
import { Models, modelName } from './import-models.ts';
import { isBareReference, referenceOf, resolveReference } from './import-resolve.ts';

/** A specification as one document. */
export interface Bundle {
  readonly document: Readonly<Record<string, unknown>>;
  /** The API's name. */
  readonly title: string;
  /** Absolute paths of the files that it was made of. */
  readonly files: readonly string[];
}

export interface BundleOptions {
  /** The folder that all files must lie in; the folder of the specification by default. */
  readonly root?: string | undefined;
  /** What paths, and paths in messages, are relative to. */
  readonly workingDirectory: string;
}

/**
 * Puts a specification that is split over files together: what `$ref`s to other files lead to is put in their place, and
 * schemas that are models by their own right become models of the document. References within the first file stay.
 * Throws SpecificationError.
 */
export function bundleSpecification(path: string, options: BundleOptions): Bundle {
  const absolute = resolve(options.workingDirectory, path);
  const files: SpecificationFiles = new SpecificationFiles(
    options.root ?? dirname(absolute),
    options.workingDirectory,
  );
  const main = files.read(absolute, (message) => files.problem({ file: path, message }));
  if (main === undefined) files.fail();
  const swagger = requireSpecification(main, files);
  const section = swagger ? ['definitions'] : ['components', 'schemas'];
  const models = declaredModels(main, files, section);
  const builder = new Builder(files, main, models);
  const document = builder.document(section);
  if (files.problems.length > 0) files.fail();
  return { document, title: titleOf(document, main, files), files: files.paths };
}

/** Whether it is Swagger 2.0, else it is OpenAPI. Throws for anything else. */
function requireSpecification(main: SpecificationFile, files: SpecificationFiles): boolean {
  const contents = contentsOf(main);
  if (isMap(contents) && contents.has('swagger')) return true;
  if (isMap(contents) && contents.has('openapi')) return false;
  files.problemAt(main, contents, 'this is no OpenAPI specification: it has neither openapi nor swagger');
  files.fail();
}

/** The models that the specification names itself, also those whose schemas lie in files of their own. */
function declaredModels(
  main: SpecificationFile,
  files: SpecificationFiles,
  section: readonly string[],
): Models {
  const models = new Models(`#/${section.join('/')}/`);
  const contents = contentsOf(main);
  const node = isMap(contents) ? contents.getIn(section, true) : undefined;
  if (!isMap(node)) return models;
  const outside = (reference: Scalar<string> | undefined) =>
    reference && !reference.value.startsWith('#') ? resolveReference(files, main, reference) : undefined;
  const whole = outside(referenceOf(node));
  if (whole && 'folder' in whole) declareFolder(whole.folder, files, models);
  for (const { key, value } of node.items) {
    models.take(String(key));
    const resolved = isBareReference(value) ? outside(referenceOf(value)) : undefined;
    if (resolved && 'target' in resolved && resolved.target.file !== main)
      models.declare(String(key), resolved.target);
  }
  return models;
}

function declareFolder(folder: string, files: SpecificationFiles, models: Models): void {
  for (const path of files.list(folder)) {
    const file = files.isFolder(path) ? undefined : files.read(path, () => {});
    const node = file && contentsOf(file);
    if (file && node) models.declare(modelName({ file, pointer: [] }), { file, pointer: [], node });
  }
}

function titleOf(document: Bundle['document'], main: SpecificationFile, files: SpecificationFiles): string {
  const { info } = document;
  const title =
    typeof info === 'object' && info !== null && Object.hasOwn(info, 'title')
      ? Reflect.get(info, 'title')
      : undefined;
  if (typeof title === 'string' && title !== '') return title;
  const contents = contentsOf(main);
  const at = isMap(contents) ? (contents.get('info', true) ?? contents) : contents;
  files.problemAt(main, at, 'info.title is missing: it names the API');
  files.fail();
}
