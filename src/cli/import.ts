import { stringify } from 'yaml';
import { type ApiGatewayAccess, accessHelp, findAccess } from './api-gateway-access.ts';
import { ApiRequestError } from './api-gateway-client.ts';
import { type Command, type CommandIo, UsageError } from './command.ts';
import { type Bundle, bundleSpecification } from './import-bundle.ts';
import { type Imported, importSpecification } from './import-deploy.ts';
import { type ImportOptions, parseImportOptions } from './import-options.ts';
import { SpecificationError } from './import-problem.ts';
import { type WatchFolders, type Watching, watchFiles } from './import-watch.ts';
import { untilStopped } from './signals.ts';

const help = `alicorn import: make an API of an OpenAPI specification, which may be split over many files

usage: alicorn import [OPTIONS] FILE

FILE is OpenAPI 3.0 or Swagger 2.0, in YAML or JSON. Its $refs may lead to other files ('./paths/widget.yaml',
'../fields.yaml#/color') and to folders ('./schemas/'), relative to the file that they stand in:
  - What a $ref leads to is put in its place; what stands beside the $ref counts more.
  - A schema becomes a model of the API, named by its file, when it is the whole schema of a body, when it lies in a
    folder (or under a name) schemas, models or definitions, or when it refers to itself.
  - $refs within FILE ('#/components/schemas/Widget') stay as they are.
  - A folder is a map of the files in it by their names. Under paths it is all paths of all files in it, to any depth.

what becomes of it
  --api-id ID           the API to update; otherwise the one that is called like the specification's info.title, and
                        a new one when none is. When several are, nothing is done.
  --new                 a new API in any case
  --merge               add to the API that is updated; otherwise the specification replaces all of it
  --stage NAME          deploy it to this stage, which is made when it is not there; otherwise nothing is deployed
  --basepath MODE       what basePath, or the path of the server's URL, does: ignore (default), prepend or split
  --fail-on-warnings    change nothing when there are warnings
  --bundle              print the specification as one document, in the format of FILE, and send nothing
  --watch               do it again whenever one of the files is saved, until Ctrl-C
  --root DIR            the folder that all files must lie in (default: the folder of FILE)
  --json                print what was done as JSON, one object a line

where, and whose signature
${accessHelp}

Problems are printed as FILE:LINE:COLUMN. Exit code: 0 done, 1 failed, 2 wrongly called.

example
  alicorn import examples/widgets/api/apiSkeleton.yaml --stage dev --watch
`;

/** `alicorn import` */
export const importCommand: Command = {
  name: 'import',
  summary: 'make or update an API from an OpenAPI specification, and deploy it',
  help,
  async run(args, io) {
    const options = parseImportOptions(args);
    if (options.bundle) return printBundle(options, io);
    const access = findAccess(options.access, io.env);
    if (options.watch) return untilStopped(watchAndImport(options, access, io), io.stderr);
    return (await attempt(options, io, async () => {
      const imported = await importSpecification(access, bundleOf(options), options.target);
      report(imported, options, io);
    }))
      ? 0
      : 1;
  },
};

function bundleOf({ file, root }: ImportOptions): Bundle {
  return bundleSpecification(file, { root, workingDirectory: process.cwd() });
}

async function printBundle(options: ImportOptions, io: CommandIo): Promise<number> {
  const done = await attempt(options, io, async () => {
    const { document } = bundleOf(options);
    const json = options.file.toLowerCase().endsWith('.json');
    io.stdout.write(
      json
        ? `${JSON.stringify(document, null, 2)}\n`
        : stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 }),
    );
  });
  return done ? 0 : 1;
}

/** Imports now and whenever a file is saved. The first import decides which API it is. */
export function watchAndImport(
  options: ImportOptions,
  access: ApiGatewayAccess,
  io: CommandIo,
  watchFolders?: WatchFolders,
): Watching {
  let target = options.target;
  return watchFiles(async (reads) => {
    await attempt(options, io, async () => {
      const bundle = readAndTell(options, reads);
      const imported = await importSpecification(access, bundle, target);
      target = { ...target, apiId: imported.apiId, create: false };
      report(imported, options, io);
    });
    if (!options.json) io.stdout.write('Waiting for changes; Ctrl-C ends.\n');
  }, watchFolders);
}

function readAndTell(options: ImportOptions, reads: (paths: readonly string[]) => void): Bundle {
  try {
    const bundle = bundleOf(options);
    reads(bundle.files);
    return bundle;
  } catch (error) {
    if (error instanceof SpecificationError) reads(error.files);
    throw error;
  }
}

/** Whether it was done; what a person can do something about is said. */
async function attempt(options: ImportOptions, io: CommandIo, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof SpecificationError) {
      io.stderr.write(`${error.message}\n`);
      return false;
    }
    const toldByMain = error instanceof UsageError && !options.watch;
    if (toldByMain || !(error instanceof ApiRequestError || error instanceof UsageError)) throw error;
    io.stderr.write(`alicorn import: ${error.message}\n`);
    return false;
  }
}

function report(imported: Imported, { json }: ImportOptions, io: CommandIo): void {
  if (json) {
    io.stdout.write(`${JSON.stringify(imported)}\n`);
    return;
  }
  for (const warning of imported.warnings) io.stderr.write(`warning: ${warning}\n`);
  io.stdout.write(
    `${imported.created ? 'Created' : 'Updated'} the API ${imported.apiId} (${imported.name}).\n`,
  );
  if (imported.url !== undefined)
    io.stdout.write(`Deployed it to the stage ${imported.stage}: ${imported.url}\n`);
}
