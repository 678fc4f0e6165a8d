/** The policies the demo begins with. The file is written once and then belongs to its user. */
export const DEMO_POLICIES = `# Session policies of the demo. Edit and save: the gateway reads this file again at once, and a file with faults
# changes nothing. Of all policies that match, the most restrictive wins. \`mode: monitoring\` tries a policy out: it is
# recorded, and nothing is refused. \`mode: disabled\` switches it off.

policies:
  - id: record-everything
    name: Record what happens
    description: Every activity of everybody is in the activity log.
    severity: low
    control: monitor
    action: audit

  - id: no-downloads-unmanaged
    name: No downloads to unmanaged devices
    description: Files stay off devices that the company does not manage. Reading them in the browser is fine.
    severity: high
    control: download
    # True for Bob, whose device is known to be his own, and for anyone of whose device nothing is known: a condition
    # that cannot be answered counts as met. Write \`unknown: fails\` beside \`device\` to let the latter through.
    when:
      not: { device: compliant }
    action: block
    message: |-
      Files can't be saved on devices that Corp does not manage.
      You can read this file here in the browser, or download it on your work laptop.

  - id: no-uploads-unmanaged
    name: No uploads from unmanaged devices
    description: Files from devices nobody looks after may carry malware.
    severity: medium
    control: upload
    when:
      not: { device: compliant }
    action: block
    message: Files can be uploaded from managed devices only. Use your work laptop, or ask a colleague.

  - id: no-clipboard-files-unmanaged
    name: Text of Files stays in Files
    description: Copy, cut, paste and print are off in Files on unmanaged devices. The page enforces this one.
    severity: medium
    control: activities
    activities: [copy, cut, paste, print]
    when:
      app: files
      not: { device: compliant }
    action: block
    message: Text from Files can't be copied or printed on this device.
`;
