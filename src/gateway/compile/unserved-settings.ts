import type { Stage } from '../../definitions/rest-api.ts';
import { logGroupOf } from '../logging/access-log.ts';

/** Settings of a stage that are kept but that the gateway does not act on, in words for the log. */
export function unservedSettings(stage: Stage): string[] {
  const unserved: string[] = [];
  if (stage.webAclArn) unserved.push('web ACL');
  const { destinationArn } = stage.accessLogSettings ?? {};
  if (destinationArn && !logGroupOf(destinationArn)) {
    unserved.push(`access log to ${destinationArn}, which is not a log group`);
  }
  return unserved;
}
