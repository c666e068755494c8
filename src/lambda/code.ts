import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStore } from '../store/store.ts';
import type { LambdaLimits } from './limits.ts';
import { unzip } from './unzip.ts';

/** A zip file that has been taken in. */
export interface AdmittedCode {
  /** Name in the blob store. */
  readonly codeBlob: string;
  /** Base64 SHA-256, as CodeSha256 gives it. */
  readonly codeSha256: string;
  readonly codeSize: number;
}

/** Function code: zip files in the blob store, unpacked once each into a folder named by their SHA-256. */
export interface FunctionCode {
  /** Checks and unpacks a zip file and keeps it. Throws {@link InvalidZipError}; nothing is kept then. */
  admit(zip: Uint8Array): Promise<AdmittedCode>;
  /** Size and hash without keeping anything, for dry runs. Throws {@link InvalidZipError}. */
  inspect(zip: Uint8Array): Promise<AdmittedCode>;
  /** The folder with the unpacked code. Rejects when the bytes are gone. */
  folder(codeBlob: string): Promise<string>;
  /**
   * Removes code that nothing refers to any more, unpacked and in the store, and what a crash left half unpacked. To be
   * called once, when everything is started.
   */
  sweep(inUse: ReadonlySet<string>): Promise<void>;
}

const TEMPORARY = '.unpacking-';
/**
 * Ends Node's search for the package that a module belongs to: code without a package.json of its own must not take the
 * module format of a project that the data directory happens to be in.
 */
const PACKAGE_BOUNDARY = 'package.json';

/** @param directory where unpacked code goes; made when first needed */
export function createFunctionCode(blobs: BlobStore, directory: string, limits: LambdaLimits): FunctionCode {
  const unpacking = new Map<string, Promise<string>>();
  /** Code taken in until the sweep, whose function may not be recorded yet. */
  let early: Set<string> | undefined = new Set();
  /** Nothing is unpacked while unused folders are being removed. */
  let sweeping: Promise<unknown> = Promise.resolve();

  /** Unpacks beside the place and renames, so that a folder of that name is always complete. */
  async function unpack(name: string, bytes: () => Promise<Uint8Array>): Promise<string> {
    await sweeping;
    const target = path.join(directory, name);
    if (await exists(target)) return target;
    const temporary = path.join(directory, `${TEMPORARY}${randomUUID()}`);
    await mkdir(temporary, { recursive: true });
    await writeFile(path.join(directory, PACKAGE_BOUNDARY), '{}\n');
    try {
      await unzip(await bytes(), temporary, limits);
      await rename(temporary, target).catch(async (error) => {
        // Another process may have unpacked the same bytes meanwhile.
        if (!(await exists(target))) throw error;
      });
      return target;
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  function unpackOnce(name: string, bytes: () => Promise<Uint8Array>): Promise<string> {
    let result = unpacking.get(name);
    if (!result) {
      result = unpack(name, bytes).finally(() => unpacking.delete(name));
      unpacking.set(name, result);
    }
    return result;
  }

  return {
    async admit(zip) {
      const described = describe(zip);
      early?.add(described.codeBlob);
      await unpackOnce(described.codeBlob, async () => zip);
      await blobs.put(zip);
      return described;
    },
    async inspect(zip) {
      const described = describe(zip);
      await unpackOnce(described.codeBlob, async () => zip);
      return described;
    },
    folder: (codeBlob) =>
      unpackOnce(codeBlob, async () => {
        const zip = await blobs.get(codeBlob);
        if (!zip) throw new Error(`the code ${codeBlob} is not in the store`);
        return zip;
      }),
    async sweep(inUse) {
      const busy = [...unpacking.values()];
      sweeping = Promise.allSettled(busy).then(async () => {
        const names = await readdir(directory).catch(() => []);
        const unused = names.filter(
          (name) => !inUse.has(name) && !early?.has(name) && name !== PACKAGE_BOUNDARY,
        );
        await Promise.all(
          unused.map(async (name) => {
            // The folder tells what is in the store, so it goes last.
            await blobs.delete(name);
            await rm(path.join(directory, name), { recursive: true, force: true });
          }),
        );
      });
      await sweeping;
      early = undefined;
    },
  };
}

function describe(zip: Uint8Array): AdmittedCode {
  const hash = createHash('sha256').update(zip).digest();
  return { codeBlob: hash.toString('hex'), codeSha256: hash.toString('base64'), codeSize: zip.byteLength };
}

async function exists(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}
