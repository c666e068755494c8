exports.handler = ({ color }) =>
  widgets('Query', {
    IndexName: 'by-color',
    KeyConditionExpression: 'color = :color',
    ExpressionAttributeValues: { ':color': { S: color } },
  });
