#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Command, type CommandIo, UsageError } from './command.ts';

/** Loaded when they are run: calling need not wait for what serving needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand,
  call: async () => (await import('./call.ts')).callCommand,
  credentials: async () => (await import('./credentials.ts')).credentialsCommand,
  import: async () => (await import('./import.ts')).importCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  logs: async () => (await import('./logs.ts')).logsCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  usage: async () => (await import('./usage.ts')).usageCommand,
  vtl: async () => (await import('./vtl.ts')).vtlCommand,
};

async function helpText(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return `alicorn: an Amazon API Gateway that anyone can run

usage: alicorn COMMAND [OPTIONS]

${all.map((command) => `  ${command.name.padEnd(14)}${command.summary}`).join('\n')}

  alicorn COMMAND --help    what a command takes
  alicorn --version
`;
}

async function findCommand(name: string): Promise<Command | undefined> {
  return Object.hasOwn(commands, name) ? commands[name]?.() : undefined;
}

/** The version of the package that this file belongs to. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest && 'version' in manifest) return String(manifest.version);
  return 'unknown';
}

async function main(args: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V') {
    io.stdout.write(`${version()}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const topic = rest[0] === undefined ? undefined : await findCommand(rest[0]);
    io.stdout.write(topic ? topic.help : await helpText());
    return 0;
  }
  const command = await findCommand(name);
  if (!command) {
    io.stderr.write(`alicorn: there is no command ${JSON.stringify(name)}; alicorn --help lists them\n`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout.write(command.help);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (!(error instanceof UsageError) && !isParseArgsError(error)) throw error;
    io.stderr.write(`alicorn ${name}: ${error.message}\nalicorn ${name} --help says what it takes\n`);
    return 2;
  }
}

/** What node:util's parseArgs throws for unknown or incomplete options. */
function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

// Compiled code is kept beside the package and trusted like it. A folder that can't be written only means that nothing is
// kept.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/alicorn', import.meta.url)));
process.exitCode = await main(process.argv.slice(2), process);
