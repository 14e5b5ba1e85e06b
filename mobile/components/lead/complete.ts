/** Names the mutations that complete a task of a lead, so that the lead can show it done already. */
export const completeKey = (leadId: number) => ['complete-task', leadId];
