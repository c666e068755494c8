import { parseArgs } from 'node:util';
import { type AccessOptions, accessOptions } from './api-gateway-access.ts';
import { UsageError } from './command.ts';
import type { ImportTarget } from './import-deploy.ts';

/** What `alicorn import` was asked to do, checked. */
export interface ImportOptions {
  readonly file: string;
  readonly root: string | undefined;
  readonly target: ImportTarget;
  /** Print the one document and send nothing. */
  readonly bundle: boolean;
  readonly watch: boolean;
  readonly json: boolean;
  readonly access: AccessOptions;
}

/** Reads the command line. Throws UsageError, or what parseArgs throws. */
export function parseImportOptions(args: readonly string[]): ImportOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...accessOptions,
      root: { type: 'string' },
      'api-id': { type: 'string' },
      new: { type: 'boolean', default: false },
      merge: { type: 'boolean', default: false },
      stage: { type: 'string' },
      'fail-on-warnings': { type: 'boolean', default: false },
      basepath: { type: 'string' },
      bundle: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('a FILE is missing: the specification to import');
  if (more.length > 0)
    throw new UsageError(`one FILE is imported at a time, not also ${JSON.stringify(more[0])}`);
  if (values.new && values['api-id'] !== undefined)
    throw new UsageError('--new makes an API and --api-id names one: use one of them');
  if (values.bundle && values.watch)
    throw new UsageError('--bundle sends nothing, so that --watch has nothing to deploy');
  if (values.stage !== undefined && !/^[A-Za-z0-9_-]{1,128}$/.test(values.stage))
    throw new UsageError('--stage wants letters, digits, hyphens and underscores');
  return {
    file,
    root: values.root,
    target: {
      apiId: values['api-id'],
      create: values.new,
      mode: values.merge ? 'merge' : 'overwrite',
      failOnWarnings: values['fail-on-warnings'],
      basepath: readBasepath(values.basepath),
      stage: values.stage,
    },
    bundle: values.bundle,
    watch: values.watch,
    json: values.json,
    access: values,
  };
}

function readBasepath(text: string | undefined): string | undefined {
  if (text === undefined || text === 'ignore' || text === 'prepend' || text === 'split') return text;
  throw new UsageError('--basepath takes one of ignore, prepend, split');
}
