import { unsupported } from '../../protocols/service.ts';

const ACTIVITIES = unsupported('Activities are not offered: use Lambda functions as tasks.');
const VERSIONS = unsupported('Versions and aliases are not offered: state machines have one definition.');
const CALLBACKS = unsupported('Task tokens are not offered: no task waits for a callback.');
const MAP_RUNS = unsupported('Distributed Map is not offered: Map states run inline.');

/** Operations of Step Functions that are not offered, each with the reason that callers get. */
export const UNSUPPORTED = {
  CreateActivity: ACTIVITIES,
  CreateStateMachineAlias: VERSIONS,
  DeleteActivity: ACTIVITIES,
  DeleteStateMachineAlias: VERSIONS,
  DeleteStateMachineVersion: VERSIONS,
  DescribeActivity: ACTIVITIES,
  DescribeMapRun: MAP_RUNS,
  DescribeStateMachineAlias: VERSIONS,
  GetActivityTask: ACTIVITIES,
  ListActivities: ACTIVITIES,
  ListMapRuns: MAP_RUNS,
  ListStateMachineAliases: VERSIONS,
  ListStateMachineVersions: VERSIONS,
  PublishStateMachineVersion: VERSIONS,
  RedriveExecution: unsupported('Executions are not redriven: start a new one.'),
  SendTaskFailure: CALLBACKS,
  SendTaskHeartbeat: CALLBACKS,
  SendTaskSuccess: CALLBACKS,
  TestState: unsupported('Single states are not tested: start an execution.'),
  UpdateMapRun: MAP_RUNS,
  UpdateStateMachineAlias: VERSIONS,
} as const;
