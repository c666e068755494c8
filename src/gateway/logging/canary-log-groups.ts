import type { LogGroups } from '../../telemetry/log-groups.ts';

const SUFFIX = '/Canary';

/**
 * Where the executions and accesses of a canary release are logged: "They are reported to a production stage CloudWatch
 * Logs log group as well as a canary-specific CloudWatch Logs log group", which has the suffix `/Canary`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function canaryLogGroups(groups: LogGroups): LogGroups {
  return {
    append(group, stream, message) {
      groups.append(group, stream, message);
      groups.append({ ...group, name: group.name + SUFFIX }, stream, message);
    },
  };
}
