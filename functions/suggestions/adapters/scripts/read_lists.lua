-- KEYS: when films were archived, when they were restored, when this customer rented them; then the lists to read.
-- Gives the lists, false where there is none, and at the end the films on them that must not be shown any more.
local answer, barred = {}, {}
for place = 4, #KEYS do
    local text = redis.call('HGET', KEYS[place], 'list')
    answer[place - 3] = text
    local ids = {}
    if text then
        for _, item in ipairs(cjson.decode(text).items) do
            ids[#ids + 1] = item[1]
        end
    end
    if #ids > 0 then
        local archived = redis.call('ZMSCORE', KEYS[1], unpack(ids))
        local restored = redis.call('ZMSCORE', KEYS[2], unpack(ids))
        local rented = redis.call('ZMSCORE', KEYS[3], unpack(ids))
        for i, id in ipairs(ids) do
            local off = archived[i] and tonumber(archived[i]) > tonumber(restored[i] or '-1')
            if off or rented[i] then
                barred[#barred + 1] = id
            end
        end
    end
end
answer[#KEYS - 2] = barred
return answer
