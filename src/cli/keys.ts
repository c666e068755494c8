import { accessHelp } from './api-gateway-access.ts';
import { type Command, UsageError } from './command.ts';

const help = `alicorn keys: import API keys, as many as there are

usage: alicorn keys import FILE [OPTIONS]

FILE is CSV as API Gateway's ImportApiKeys takes it, of any length. Its first line names the columns, in any order:
  Key                   20 to 128 characters; a key that is known already is overwritten
  Name
  Description, Enabled  may be missing; keys are enabled unless it says false
  UsagePlanIds          may be missing; several in quotes: "c7y23b,glvrsr"
  Tenant                may be missing; whose key it is, for alicorn usage --tenant. AWS passes it over

  --usage-plan ID       put all keys into this plan too; may be given for several
  --tenant NAME         all keys are this tenant's, where the file has no other
  --from-line NUMBER    go on with this line of FILE, after an import that was broken off
  --json                print what was done as JSON, one object a line

where, and whose signature
${accessHelp}

Lines that are refused are printed as FILE:LINE, the others are imported. An import that was broken off says with which
line to go on; to import all of FILE again does no harm. Exit code: 0 done, 1 failed or lines refused, 2 wrongly called.

example
  alicorn keys import keys.csv --usage-plan c7y23b
`;

/** `alicorn keys` */
export const keysCommand: Command = {
  name: 'keys',
  summary: 'import API keys from a file',
  help,
  async run([action, ...args], io) {
    if (action === 'import') return (await import('./keys-import.ts')).runKeysImport(args, io);
    const given = action === undefined ? 'nothing' : JSON.stringify(action);
    throw new UsageError(`the first word says what to do: import, not ${given}`);
  },
};
