/** The names of the recordings that are of no fixture. */
export const agentRecording = { rule: 'agent', name: 'uses-a-tool' } as const;
/** The run around the parts of a map, and the first of them. */
export const mapRecording = { rule: 'map', name: 'in-parts' } as const;
export const partRecording = { rule: 'map', name: 'a-part' } as const;
