exports.handler = ({ color }) =>
  widgets(
    'Scan',
    color && { FilterExpression: 'color = :color', ExpressionAttributeValues: { ':color': { S: color } } },
  );
