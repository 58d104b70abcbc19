/** The name of the recording that is of no fixture. */
export const agentRecording = { rule: 'agent', name: 'uses-a-tool' } as const;
