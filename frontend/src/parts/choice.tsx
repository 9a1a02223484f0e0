// A filter that is one of a few; it shows whether it narrows anything.

interface Props {
  label: string
  value: string
  options: [string, string][]
  onChange: (value: string) => void
}

export function Choice({ label, value, options, onChange }: Props) {
  const known = options.some(([option]) => option === value) ? options : [...options, [value, value] as const]
  return (
    <label class="choice" data-chosen={value !== options[0]?.[0] || undefined}>
      <span class="visually-hidden">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {known.map(([option, text]) => (
          <option key={option} value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
