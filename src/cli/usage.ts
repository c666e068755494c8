import { parseArgs } from 'node:util';
import { type ApiGatewayAccess, accessHelp, accessOptions, findAccess } from './api-gateway-access.ts';
import { ApiRequestError, callForJson } from './api-gateway-client.ts';
import { type Command, type CommandIo, UsageError } from './command.ts';

const help = `alicorn usage: print how many requests were let through, by API key and usage plan

usage: alicorn usage --tenant NAME | --plan ID | --key ID [OPTIONS]

  --tenant NAME         of the keys whose tag tenant is NAME, over all plans; and of keys that are shared, the requests
                        whose Lambda authorizer has tenant NAME in its context
  --plan ID             of all keys under this usage plan
  --key ID              of this key, under all its plans
  --from DATE           first day, such as 2026-01-31, in UTC (default: 30 days up to the last)
  --to DATE             last day (default: today)
  --json                one JSON object a line: tenant, usagePlanId, keyId, used, remaining, days; at last the sum

where, and whose signature
${accessHelp}

It needs alicorn:GetUsage on arn:aws:alicorn:REGION:ACCOUNT:tenant/NAME, usage-plan/ID or api-key/ID.
Exit code: 0 done, 1 failed, 2 wrongly called.
`;

/** Keys of one request. */
const LIMIT = '500';

/** `alicorn usage` */
export const usageCommand: Command = {
  name: 'usage',
  summary: 'print what tenants, usage plans and API keys have used',
  help,
  async run(args, io) {
    const { query, json, access: options } = parseOptions(args);
    const access = findAccess(options, io.env);
    try {
      await print(access, query, json, io);
      return 0;
    } catch (error) {
      if (!(error instanceof ApiRequestError)) throw error;
      io.stderr.write(`alicorn usage: ${error.message}\n`);
      return 1;
    }
  },
};

type Query = Readonly<Record<string, string | undefined>>;

async function print(access: ApiGatewayAccess, query: Query, json: boolean, io: CommandIo): Promise<void> {
  let sum = 0;
  let rows = 0;
  let position: string | undefined;
  do {
    const answer = await callForJson(access, {
      method: 'GET',
      path: ['usage'],
      query: { ...query, limit: LIMIT, position },
      service: 'alicorn',
    });
    const items: readonly unknown[] = Array.isArray(answer.items) ? answer.items : [];
    for (const item of items.map(Object)) {
      sum += Number(item.used);
      if (json) io.stdout.write(`${JSON.stringify(item)}\n`);
      else io.stdout.write((rows === 0 ? HEADER : '') + rowOf(item));
      rows++;
    }
    position = typeof answer.position === 'string' ? answer.position : undefined;
    if (position !== undefined) continue;
    const { startDate, endDate } = answer;
    if (json) io.stdout.write(`${JSON.stringify({ startDate, endDate, keys: rows, used: sum })}\n`);
    else io.stdout.write(`${sum} requests from ${String(startDate)} to ${String(endDate)}\n`);
  } while (position !== undefined);
}

const HEADER = columns('PLAN', 'KEY', 'USED', 'REMAINING', 'TENANT');

function rowOf({ usagePlanId, keyId, used, remaining, tenant }: Readonly<Record<string, unknown>>): string {
  return columns(text(usagePlanId), text(keyId), text(used), text(remaining ?? '-'), text(tenant ?? '-'));
}

function columns(plan: string, key: string, used: string, remaining: string, tenant: string): string {
  return `${plan.padEnd(8)}${key.padEnd(12)}${used.padStart(12)}${remaining.padStart(12)}  ${tenant}\n`;
}

/** What drives a terminal is shown and not done. */
function text(value: unknown): string {
  return String(value).replace(/\p{Cc}/gu, '\u{fffd}');
}

function parseOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...accessOptions,
      tenant: { type: 'string' },
      plan: { type: 'string' },
      key: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { tenant, plan: usagePlanId, key: keyId, from: startDate, to: endDate, json } = values;
  if ([tenant, usagePlanId, keyId].filter(Boolean).length !== 1)
    throw new UsageError('one of --tenant NAME, --plan ID and --key ID says whose usage');
  return { query: { tenant, usagePlanId, keyId, startDate, endDate }, json, access: values };
}
