import type { Stage } from '../../definitions/rest-api.ts';
import type { LogGroup, LogGroups } from '../../telemetry/log-groups.ts';
import { compileAccessLogFormat } from './access-log-format.ts';
import type { AccessRecord } from './access-record.ts';
import { LOG_STREAM } from './stage-execution-log.ts';

/** Gets every access of a stage when it is over. */
export interface AccessLog {
  write(record: AccessRecord): void;
}

/**
 * The access log of a stage; undefined when it has none. One whose destination is not a log group is not served: see
 * `compile/unserved-settings.ts`.
 */
export function compileAccessLog(
  { accessLogSettings: settings }: Stage,
  groups: LogGroups,
): AccessLog | undefined {
  const group = settings?.destinationArn === undefined ? undefined : logGroupOf(settings.destinationArn);
  if (!group || !settings?.format) return undefined;
  const format = compileAccessLogFormat(settings.format);
  return { write: (record) => groups.append(group, LOG_STREAM, format(record)) };
}

/** The group that `arn:aws:logs:REGION:ACCOUNT:log-group:NAME` or `...:NAME:*` names; undefined for other ARNs. */
export function logGroupOf(arn: string): LogGroup | undefined {
  const match = /^arn:[^:]+:logs:([a-z0-9-]+):(\d{12}):log-group:([.\-_/#A-Za-z0-9]{1,512})(?::\*)?$/.exec(
    arn,
  );
  const [, region, account, name] = match ?? [];
  return region && account && name ? { region, account, name } : undefined;
}
