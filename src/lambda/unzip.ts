import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/** The zip file cannot be unpacked, or must not be; the message is for whoever uploaded it. */
export class InvalidZipError extends Error {
  override readonly name = 'InvalidZipError';
}

/** AWS's text for whatever is wrong with a zip file. */
const UNREADABLE = 'Could not unzip uploaded file. Please check your file, then try to upload again.';

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;
const EXECUTABLE = 0o111;
/** What is unpacked is read-only: environments share it. */
const READABLE = 0o444;
const MAXIMUM_PATH_BYTES = 1024;
const MAXIMUM_DEPTH = 64;

/** Limits of what a zip file may become. */
export interface UnpackLimits {
  /** Bytes. */
  readonly unpackedCode: number;
  readonly codeEntries: number;
}

/**
 * Unpacks into an existing empty folder. Only files and folders inside of it: links, devices, absolute paths, `..`,
 * names that occur twice and encrypted entries are refused; so is what unpacks to more than the limits. What was written
 * before the error stays: the caller removes the folder.
 */
export async function unzip(bytes: Uint8Array, folder: string, limits: UnpackLimits): Promise<void> {
  const budget = { bytes: limits.unpackedCode };
  let zip: ZipFile | undefined;
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      strictFileNames: true,
    });
    if (zip.entryCount === 0) throw new InvalidZipError('Uploaded file must be a non-empty zip');
    if (zip.entryCount > limits.codeEntries) throw new InvalidZipError(UNREADABLE);
    const folders = new Set<string>();
    for await (const entry of zip.eachEntry()) await unpackEntry(zip, entry, folder, folders, budget, limits);
  } catch (error) {
    throw error instanceof InvalidZipError ? error : new InvalidZipError(UNREADABLE, { cause: error });
  } finally {
    zip?.close();
  }
}

async function unpackEntry(
  zip: ZipFile,
  entry: Entry,
  folder: string,
  folders: Set<string>,
  budget: { bytes: number },
  limits: UnpackLimits,
): Promise<void> {
  // yauzl has refused absolute names, backslashes and `..`.
  const name = entry.fileName;
  const mode = unixMode(entry);
  const isFolder = name.endsWith('/');
  const type = mode & FILE_TYPE;
  if (type !== 0 && type !== (isFolder ? DIRECTORY : REGULAR)) throw new InvalidZipError(UNREADABLE);
  if (entry.isEncrypted() || name.includes('\0')) throw new InvalidZipError(UNREADABLE);
  if (entry.fileNameLength > MAXIMUM_PATH_BYTES || name.split('/').length > MAXIMUM_DEPTH) {
    throw new InvalidZipError(UNREADABLE);
  }
  const target = path.join(folder, name);
  const parent = isFolder ? target : path.dirname(target);
  if (!folders.has(parent)) {
    await mkdir(parent, { recursive: true });
    folders.add(parent);
  }
  if (isFolder) return;

  const content = await zip.openReadStreamPromise(entry);
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      budget.bytes -= chunk.length;
      if (budget.bytes < 0) {
        throw new InvalidZipError(`Unzipped size must be smaller than ${limits.unpackedCode} bytes`);
      }
      yield chunk;
    }
  };
  const executable = mode & EXECUTABLE ? EXECUTABLE : 0;
  await pipeline(content, counted, createWriteStream(target, { flags: 'wx', mode: READABLE | executable }));
}

/** The mode of the file if the zip was made on Unix, else 0. */
function unixMode(entry: Entry): number {
  const madeOnUnix = entry.versionMadeBy >>> 8 === 3;
  return madeOnUnix ? entry.externalFileAttributes >>> 16 : 0;
}
