#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { callCommand } from './call.ts';
import { type Command, type CommandIo, UsageError } from './command.ts';
import { credentialsCommand } from './credentials.ts';
import { startCommand } from './start.ts';

const commands: readonly Command[] = [startCommand, callCommand, credentialsCommand];

const help = `alicorn: an Amazon API Gateway that anyone can run

usage: alicorn COMMAND [OPTIONS]

${commands.map((command) => `  ${command.name.padEnd(14)}${command.summary}`).join('\n')}

  alicorn COMMAND --help    what a command takes
  alicorn --version
`;

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
    const topic = commands.find((command) => command.name === rest[0]);
    io.stdout.write(topic ? topic.help : help);
    return 0;
  }
  const command = commands.find((one) => one.name === name);
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

process.exitCode = await main(process.argv.slice(2), process);
