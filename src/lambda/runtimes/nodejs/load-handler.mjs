import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HandlerNotFound, ImportModuleError, MalformedHandlerName, UserCodeSyntaxError } from './errors.mjs';

const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

/**
 * The function that `_HANDLER` names: `[folder/]file.export[.nested]`, an ES module or a CommonJS one.
 * Errors are those of AWS's runtime: Runtime.MalformedHandlerName, .HandlerNotFound, .ImportModuleError, .UserCodeSyntaxError.
 */
export async function loadHandler(taskRoot, handlerName) {
  if (handlerName.includes('..')) {
    throw new MalformedHandlerName(
      `'${handlerName}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = path.basename(handlerName);
  const folder = handlerName.slice(0, handlerName.length - file.length);
  const dot = file.indexOf('.');
  if (dot <= 0 || dot === file.length - 1) throw new MalformedHandlerName('Bad handler');
  const exported = await importModule(taskRoot, folder, file.slice(0, dot));

  const handler = file
    .slice(dot + 1)
    .split('.')
    .reduce((value, name) => value?.[name], exported);
  if (handler === undefined || handler === null) {
    throw new HandlerNotFound(`${handlerName} is undefined or not exported`);
  }
  if (typeof handler !== 'function') throw new HandlerNotFound(`${handlerName} is not a function`);
  return handler;
}

async function importModule(taskRoot, folder, name) {
  const base = path.resolve(taskRoot, folder, name);
  try {
    const file = EXTENSIONS.map((extension) => base + extension).find(
      (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
    );
    const require = createRequire(path.join(taskRoot, 'index.js'));
    if (file === undefined) return require(require.resolve(path.join(folder, name), { paths: [taskRoot] }));
    if (file.endsWith('.mjs')) return await import(pathToFileURL(file).href);
    return await requireOrImport(require, file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(error);
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw new ImportModuleError(error);
    }
    throw error;
  }
}

/** `require` also loads ES modules, except those that await at their top level. */
async function requireOrImport(require, file) {
  try {
    return require(file);
  } catch (error) {
    if (error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(file).href);
  }
}
